import type { IssuerOperation } from './table.ts'

// The paths of contract 0, 1 and 3. Where an issuer has moved its endpoints, they are `other`.
const paths: readonly (readonly [pattern: RegExp, operation: IssuerOperation])[] = [
  [/^\/\.well-known\/openid-configuration$/, 'discovery'],
  [/^\/oauth\/v2\/keys$/, 'keys'],
  [/^\/oauth\/v2\/token$/, 'token'],
  [/^\/oauth\/v2\/revoke$/, 'revoke'],
  [/^\/oauth\/v2\/authorize$/, 'authorize'],
  [/^\/oidc\/v1\/userinfo$/, 'userinfo'],
  [/^\/v2\/sessions(?:\/|$)/, 'sessions'],
  [/^\/v2\/oidc\/auth_requests(?:\/|$)/, 'auth_requests'],
  [/^\/v2\/users(?:\/|$)/, 'users'],
  [/^\/v2\/settings(?:\/|$)/, 'settings'],
  [/^\/v2\/organizations(?:\/|$)/, 'organizations'],
  [/^\/auth\/v1\/permissions(?:\/|$)/, 'permissions'],
]

/** What a call to ZITADEL is for, without the ids and tags in its address. */
export function issuerOperation(url: string): IssuerOperation | 'other' {
  if (!URL.canParse(url)) return 'other'
  const { pathname } = new URL(url)
  return paths.find(([pattern]) => pattern.test(pathname))?.[1] ?? 'other'
}
