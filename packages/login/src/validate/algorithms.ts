/** Asymmetric only: `none` and HMAC do not exist here (JOSE-1). What administrators can choose at ZITADEL (contract 1.4), and PS. */
export const signatureAlgorithms: readonly string[] = [
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
]

/** No token that ZITADEL signs comes near it, in characters. */
export const maxTokenLength = 32_768

/** As far apart as the clocks may be at all (sufficiency, rule 0). */
export const skewSeconds = 60
