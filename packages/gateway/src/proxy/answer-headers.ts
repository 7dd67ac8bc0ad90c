import { noStore, securityHeaderLines, securityHeaderNames } from '../http/security-headers.ts'
import { hopByHop } from './hop-by-hop.ts'

/** What a service may not say to the browser in the name of our origin (PROXY-4). */
const refused =
  /^(?:set-cookie2?|access-control-.*|timing-allow-origin|proxy-.*|alt-svc|refresh|service-worker-allowed|nel|report-to|reporting-endpoints|origin-agent-cluster|sourcemap|x-sourcemap|server|x-powered-by|via|x-forwarded-.*)$/

/** Names that most answers have and that need not be looked for in that list. */
const usual: ReadonlySet<string> = new Set([
  'age',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'vary',
])

export type Answer =
  | {
      readonly kind: 'passed'
      /** Names and values in turn, ours among them. */
      readonly headers: readonly string[]
      readonly isEventStream: boolean
    }
  | { readonly kind: 'refused'; readonly detail: string }

export interface AnswerRules {
  readonly publicOrigin: string
  readonly path: string
  /** A session spoke: nobody keeps the answer (HDR-3). */
  readonly isPrivate: boolean
  readonly answerBytes: number
}

export type GivenHeaders = Readonly<Record<string, string | string[] | undefined>>

/** Removes first, then adds. A redirect that leaves our origin is not passed on at all (PROXY-5). */
export function answerHeaders(given: GivenHeaders, rules: AnswerRules): Answer {
  for (const name of ['location', 'content-location']) {
    const address = given[name]
    // Of two, every browser takes another one.
    if (Array.isArray(address)) return { kind: 'refused', detail: `${name} twice` }
    if (address !== undefined && !isOwn(address, rules))
      return { kind: 'refused', detail: `${name} leaves this origin` }
  }
  if (!(Number(given['content-length'] ?? 0) <= rules.answerBytes))
    return { kind: 'refused', detail: 'too large' }
  const dropped = hopByHop(textOf(given['connection']))
  const headers = [...securityHeaderLines]
  if (rules.isPrivate) headers.push('cache-control', noStore)
  for (const name in given) {
    const value = given[name]
    if (value === undefined || dropped.has(name) || !isPassed(name, value, rules)) continue
    if (typeof value === 'string') headers.push(name, value)
    else for (const each of value) headers.push(name, each)
  }
  return { kind: 'passed', headers, isEventStream: isEventStream(given['content-type']) }
}

function isPassed(name: string, value: string | string[], { isPrivate }: AnswerRules): boolean {
  if (isPrivate && name === 'cache-control') return false
  // A Basic challenge would make the browser ask for a password in our name.
  if (name === 'www-authenticate') return schemesOf(textOf(value) ?? '').every(isTokenScheme)
  return usual.has(name) || (!refused.test(name) && !securityHeaderNames.has(name))
}

const isEventStream = (type: string | string[] | undefined): boolean =>
  /^text\/event-stream\b/i.test(textOf(type) ?? '')

const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value

const isTokenScheme = (scheme: string): boolean => /^(?:bearer|dpop)$/i.test(scheme)

/** The schemes of a list of challenges (RFC 9110 §11.6.1): words that begin a part and are no parameter's name. */
const schemesOf = (challenges: string): readonly string[] =>
  challenges
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !/^[^\s=]*\s*=/.test(part) && part !== '')
    .map((part) => part.replace(/\s.*$/s, ''))

/** Relative, or absolute at our own origin, as a browser would resolve it. */
function isOwn(address: string, { publicOrigin, path }: AnswerRules): boolean {
  return (
    URL.canParse(address, publicOrigin + path) &&
    new URL(address, publicOrigin + path).origin === publicOrigin
  )
}
