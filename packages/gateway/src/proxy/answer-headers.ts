import { noStore, securityHeaderNames } from '../http/security-headers.ts'
import { hopByHop } from './hop-by-hop.ts'

/** What a service may not say to the browser in the name of our origin (PROXY-4). */
const refused =
  /^(?:set-cookie2?|access-control-.*|timing-allow-origin|proxy-.*|alt-svc|refresh|service-worker-allowed|nel|report-to|reporting-endpoints|origin-agent-cluster|sourcemap|x-sourcemap|server|x-powered-by|via|x-forwarded-.*)$/

export type Answer =
  | { readonly kind: 'passed'; readonly headers: Record<string, string | string[]> }
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
  const dropped = hopByHop(textOf(given['connection']))
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || dropped.has(name) || refused.test(name) || securityHeaderNames.has(name))
      continue
    headers[name] = value
  }
  for (const name of ['location', 'content-location']) {
    const address = headers[name]
    // Of two, every browser takes another one.
    if (Array.isArray(address)) return { kind: 'refused', detail: `${name} twice` }
    if (address !== undefined && !isOwn(address, rules))
      return { kind: 'refused', detail: `${name} leaves this origin` }
  }
  const length = Number(textOf(headers['content-length']) ?? 0)
  if (!(length <= rules.answerBytes)) return { kind: 'refused', detail: 'too large' }
  // A Basic challenge would make the browser ask for a password in our name.
  if (
    !schemesOf(textOf(headers['www-authenticate']) ?? '').every((scheme) => /^(?:bearer|dpop)$/i.test(scheme))
  )
    delete headers['www-authenticate']
  if (rules.isPrivate) headers['cache-control'] = noStore
  return { kind: 'passed', headers }
}

export const isEventStream = (headers: Readonly<Record<string, string | string[]>>): boolean =>
  /^text\/event-stream\b/i.test(textOf(headers['content-type']) ?? '')

const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value

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
