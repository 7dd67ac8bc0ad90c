/**
 * The part of a fetch `Request` that the guard looks at; a `Request` fits by shape.
 *
 * `get` is asked in lower case and answers repeated fields joined by `, ` (RFC 9110 §5.3): an adapter that hides the second of
 * two `Authorization` fields would hide the attack, too.
 */
export interface GuardRequest {
  readonly method: string
  /** Absolute or only path and query. */
  readonly url: string
  readonly headers: { get(name: string): string | null }
}
