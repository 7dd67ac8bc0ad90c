/**
 * One authorization request as we sent it, with its secrets: PKCE verifier, `state`, `nonce`, and the tag by which we know it again
 * in `login_hint`. One transaction's own (AUTHZ-2); sealed in the attempt until it is used.
 */
export type SentAuthorization = {
  readonly verifier: string
  readonly state: string
  readonly nonce: string
  readonly tag: string
  /** ZITADEL's id of it. */
  readonly id: string
}
