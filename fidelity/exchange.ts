/** A value as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** The headers in which an answer is compared; all others are left out of recordings. */
export const comparedHeaders = [
  'content-type',
  'location',
  'cache-control',
  'www-authenticate',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
] as const

/** One request and what was answered: a line of a recording. */
export interface Exchange {
  /** Counts from 1 within a scenario. */
  readonly n: number
  readonly note: string
  readonly request: { readonly method: string; readonly path: string }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    /** Parsed where it was JSON, else the text. */
    readonly body: Json
  }
  /** Header and payload of each token of the answer that is a JWT, `jwe(5 parts)` or `opaque(1 part)` for others. */
  readonly decoded?: Readonly<Record<string, Json>>
}

/** A row that got no answer, because what it needs from an earlier row is missing or the connection failed. */
export interface Unanswered {
  readonly n: number
  readonly note: string
  readonly problem: string
}

export type Outcome = Exchange | Unanswered
