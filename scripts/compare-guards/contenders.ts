/** Whether a guard asks the issuer about each token, or verifies signatures by the issuer's keys. */
export type Way = 'asks' | 'verifies'

export interface Contender {
  /** The head of its column. */
  readonly title: string
  readonly packages: readonly string[]
  readonly way: Way
  /** How it is set up, and what of it is the application's own. */
  readonly setUp: string
}

/** Who is compared. What each is made of stands in `contenders/`, so that nothing foreign is loaded to write the document. */
export const contenders = {
  'postern-asks': {
    title: 'Postern, cached',
    packages: [],
    way: 'asks',
    setUp: '`createGuard({ issuer, introspection, audience, … })` and `expressGuard`: its defaults',
  },
  'oauth4webapi-asks': {
    title: 'oauth4webapi, introspection',
    packages: ['oauth4webapi'],
    way: 'asks',
    setUp:
      '`introspectionRequest` and `processIntrospectionResponse` with `ClientSecretBasic`, then `active` is looked at. It is a library of calls: what reads the header and answers is the application’s, here a refusal for `active: false` and Express’ error handler for everything that it rejects',
  },
  'openid-client': {
    title: 'openid-client',
    packages: ['openid-client'],
    way: 'asks',
    setUp:
      '`discovery` at start and `tokenIntrospection` with `ClientSecretBasic`, then `active` is looked at; the rest is the application’s, as before',
  },
  'passport-zitadel': {
    title: 'passport-zitadel',
    packages: ['passport-zitadel', 'passport'],
    way: 'asks',
    setUp:
      '`new ZitadelIntrospectionStrategy({ authority, authorization: { type: "basic", … } })` and `passport.authenticate("zitadel-introspection", { session: false })`, as in its README',
  },
  'postern-verifies': {
    title: 'Postern, offline',
    packages: [],
    way: 'verifies',
    setUp:
      '`createGuard({ issuer, jwt: { profile }, mode: "offline", audience, … })`: the profile is `zitadel` for ZITADEL, `rfc9068` for the other issuer',
  },
  'oauth4webapi-verifies': {
    title: 'oauth4webapi, JWT',
    packages: ['oauth4webapi'],
    way: 'verifies',
    setUp:
      '`validateJwtAccessToken(as, request, audience)`. It takes `typ: at+jwt` only (RFC 9068), which ZITADEL does not write. What it rejects with one of its own errors for the token is answered 401 by the application, everything else goes to Express’ error handler',
  },
  'express-oauth2-jwt-bearer': {
    title: 'express-oauth2-jwt-bearer',
    packages: ['express-oauth2-jwt-bearer'],
    way: 'verifies',
    setUp: '`auth({ issuerBaseURL, audience })`, as in its README; `claimCheck` for the role',
  },
  'express-oauth2-jwt-bearer-strict': {
    title: 'the same, strict',
    packages: ['express-oauth2-jwt-bearer'],
    way: 'verifies',
    setUp: 'the same with `strict: true`: RFC 9068 only, which ZITADEL does not write',
  },
} as const satisfies Record<string, Contender>

export type ContenderName = keyof typeof contenders

export const contenderNames = Object.keys(contenders) as ContenderName[]
