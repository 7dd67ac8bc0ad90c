/**
 * The algorithms by which tokens and proofs are signed (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2): all that administrators can
 * choose at ZITADEL (contract 1.4), and PS. No symmetric one exists here, and no `none` (JOSE-1).
 */
export const signatureAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]
