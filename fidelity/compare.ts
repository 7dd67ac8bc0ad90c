import { comparedHeaders, type Exchange, type Json, type Outcome } from './exchange.ts'
import { maskText, maskValue } from './mask.ts'

/** How one answer compares with its recording. */
export interface Verdict {
  readonly n: number
  readonly note: string
  readonly asked: string
  /** Status, headers, all fields of the body and of decoded tokens are equal. */
  readonly strict: boolean
  /** Status and error are equal: ZITADEL's error id, or OAuth's error and description. */
  readonly statusAndError: boolean
  readonly sameStatus: boolean
  /** One line each: where, what was recorded, what was answered. */
  readonly differences: readonly string[]
}

/** Compares an answer with its recording. Without an answer, or with one to another question, nothing is equal. */
export function compareExchange(recorded: Exchange, answered: Outcome | undefined): Verdict {
  const { n, note, request } = recorded
  const verdict = { n, note, asked: `${request.method} ${maskText(request.path)}` }
  const problem = mismatch(recorded, answered)
  if (answered === undefined || 'problem' in answered || problem !== undefined)
    return {
      ...verdict,
      strict: false,
      statusAndError: false,
      sameStatus: false,
      differences: [problem ?? ''],
    }
  const differences = differencesOf(recorded, answered)
  const sameStatus = recorded.response.status === answered.response.status
  return {
    ...verdict,
    strict: differences.length === 0,
    statusAndError: sameStatus && errorOf(recorded) === errorOf(answered),
    sameStatus,
    differences,
  }
}

/** Why the two cannot be compared: a table that has left its recording would else compare apples with pears. */
function mismatch(recorded: Exchange, answered: Outcome | undefined): string | undefined {
  if (answered === undefined) return 'no row in the table'
  if (answered.note !== recorded.note) return `the table asks something else: ${answered.note}`
  if ('problem' in answered) return `no answer: ${answered.problem}`
  const [theirs, ours] = [recorded, answered].map(
    ({ request }) => `${request.method} ${maskText(decodeURIComponent(request.path))}`,
  )
  return theirs === ours ? undefined : `asked: ${theirs} != ${ours}`
}

function differencesOf(recorded: Exchange, answered: Exchange): readonly string[] {
  const [theirs, ours] = [recorded.response, answered.response]
  return [
    ...differ(theirs.status, ours.status, 'status'),
    ...comparedHeaders.flatMap((name) =>
      differ(maskHeader(theirs.headers[name]), maskHeader(ours.headers[name]), `header ${name}`),
    ),
    ...differ(maskValue(theirs.body), maskValue(ours.body), 'body'),
    ...differ(maskValue(recorded.decoded ?? {}), maskValue(answered.decoded ?? {}), 'decoded'),
  ]
}

function maskHeader(value: string | undefined): string {
  return maskText(value ?? '')
    .toLowerCase()
    .replace(/;\s*charset=.*$/, '')
}

/** The error of an answer, as a client would tell it from others; empty where there is none. */
function errorOf({ response: { status, body } }: Exchange): string {
  if (status < 400 || !isObject(body)) return ''
  if (typeof body['error'] === 'string')
    return `${body['error']}|${maskText(String(body['error_description'] ?? ''))}`
  const [detail] = Array.isArray(body['details']) ? (body['details'] as readonly Json[]) : []
  return String((isObject(detail) ? detail['id'] : undefined) ?? body['code'] ?? '')
}

function differ(recorded: Json, answered: Json, at: string): readonly string[] {
  if (Array.isArray(recorded) && Array.isArray(answered)) return differInLists(recorded, answered, at)
  if (isObject(recorded) && isObject(answered)) return differInFields(recorded, answered, at)
  return recorded === answered ? [] : [`${at}: ${brief(recorded)} != ${brief(answered)}`]
}

function differInLists(recorded: readonly Json[], answered: readonly Json[], at: string): readonly string[] {
  if (recorded.length !== answered.length) return [`${at}: ${brief(recorded)} != ${brief(answered)}`]
  return recorded.flatMap((item, index) => differ(item, answered[index] ?? null, `${at}[${index}]`))
}

function differInFields(recorded: JsonObject, answered: JsonObject, at: string): readonly string[] {
  return [...new Set([...Object.keys(recorded), ...Object.keys(answered)])].flatMap((name) => {
    const [theirs, ours] = [recorded[name], answered[name]]
    if (ours === undefined) return [`${at}.${name}: missing`]
    if (theirs === undefined) return [`${at}.${name}: extra`]
    return differ(theirs, ours, `${at}.${name}`)
  })
}

interface JsonObject {
  readonly [name: string]: Json
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function brief(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
