/**
 * How it is found out whether a token is good. `fresh`: the issuer is asked each time. `cached`: at most once in `maxAgeSeconds`.
 * `offline`: a JWT's signature and claims, which know of no revocation.
 */
export type Mode = 'fresh' | 'cached' | 'offline'
