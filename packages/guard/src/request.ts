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
  /** The other end of the connection. Only certificate-bound tokens need it; a `Request` does not say. */
  readonly peer?: Peer | undefined
}

export interface Peer {
  /** The IP address. */
  readonly address: string | undefined
  /** The certificate of the TLS handshake in DER, if the client showed one. */
  certificate(): Uint8Array | null
}
