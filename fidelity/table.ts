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

export type Step = Row | Aside | Wait

export interface Scenario {
  /** The name of its recording, such as `03-sessions`. */
  readonly name: string
  readonly steps: readonly Step[]
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
