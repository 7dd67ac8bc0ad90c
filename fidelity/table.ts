import type { Request } from './request.ts'

/** A row of a table: one exchange of the recording, in the same order and with the same note. */
export interface Row {
  readonly kind: 'row'
  readonly note: string
  readonly request: Request
  readonly keep?: string
}

/** A request that is needed and that the recording does not hold. */
export interface Aside {
  readonly kind: 'aside'
  readonly request: Request
  readonly keep?: string
}

/** Lets the server's time pass. */
export interface Wait {
  readonly kind: 'wait'
  readonly ms: number
}

/** Rows that are asked at the same moment; their order is that of the recording. */
export interface Together {
  readonly kind: 'together'
  readonly rows: readonly Row[]
}

/** From here on the lab's own receiver, `{receiver.uri}`, answers with this status. */
export interface Answering {
  readonly kind: 'answering'
  readonly status: number
}

/** A call that the server makes to the receiver: an exchange of the recording when it has a note, else needed and not recorded. */
export interface Incoming {
  readonly kind: 'incoming'
  readonly note?: string
}

/** From here on the server's read side lags so far behind, where it can be told to. */
export interface Lagging {
  readonly kind: 'lagging'
  readonly ms: number
}

/** What kept tokens say: a line of the recording that has no request of its own. */
export interface Claims {
  readonly kind: 'claims'
  readonly note: string
  /** What the tokens were kept as. */
  readonly tokens: string
  readonly of: readonly TokenName[]
}

export type TokenName = 'id_token' | 'access_token'

/** The method that stands in a recording for a line without a request. */
export const claimsMethod = 'CLAIMS'

export type Step = Row | Aside | Wait | Together | Answering | Incoming | Lagging | Claims

export interface Scenario {
  /** The name of its recording, such as `03-sessions`. */
  readonly name: string
  readonly steps: readonly Step[]
  /** How many exchanges of the recording are taken over; all of them when absent. */
  readonly exchanges?: number
}

/**
 * `keep` names the answer for later rows: `{session.sessionId}` is then the field `sessionId` of its body. Parameters of a redirect
 * or a callback URL are kept as well: `{request.authRequest}`, `{callback.code}`.
 */
export interface Keep {
  readonly keep?: string
}

export function row(note: string, request: Request, keep: Keep = {}): Row {
  return { kind: 'row', note, request, ...keep }
}

export function aside(request: Request, keep: Keep = {}): Aside {
  return { kind: 'aside', request, ...keep }
}

export function wait(ms: number): Wait {
  return { kind: 'wait', ms }
}

export function together(...rows: readonly Row[]): Together {
  return { kind: 'together', rows }
}

export function answering(status: number): Answering {
  return { kind: 'answering', status }
}

export function incoming(note?: string): Incoming {
  return note === undefined ? { kind: 'incoming' } : { kind: 'incoming', note }
}

export function lagging(ms: number): Lagging {
  return { kind: 'lagging', ms }
}

export function claims(
  note: string,
  tokens: string,
  of: readonly TokenName[] = ['id_token', 'access_token'],
): Claims {
  return { kind: 'claims', note, tokens, of }
}

/** What the recording holds of a table: note and method of each exchange, in order. */
export function recordedSteps(steps: readonly Step[]): readonly { note: string; method: string }[] {
  return steps.flatMap((step) => {
    if (step.kind === 'row') return [{ note: step.note, method: step.request.method }]
    if (step.kind === 'together') return recordedSteps(step.rows)
    if (step.kind === 'claims') return [{ note: step.note, method: claimsMethod }]
    if (step.kind === 'incoming' && step.note !== undefined) return [{ note: step.note, method: 'POST' }]
    return []
  })
}
