import { createHash, createPrivateKey, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { totpCode } from '../crypto/totp.ts'
import type { LocalZitadel, SeededUser } from '../local-zitadel.ts'
import { applicationOf, type TestApplication } from './application-of.ts'
import { callApi, field } from './call-api.ts'
import { rolesOf } from './give-roles.ts'
import { TokensRefused } from './tokens-refused.ts'

export { TokensRefused } from './tokens-refused.ts'

export interface TokensQuestion {
  /** Name of an OIDC application of the seed; the first one when absent. */
  readonly app?: string
  /** Default: `openid profile email`. With `offline_access` there is a refresh token as well. */
  readonly scope?: string | readonly string[]
  /** What the user's roles on the application's project are from now on, exactly; left as they are when absent. */
  readonly roles?: readonly string[]
}

export interface Tokens {
  readonly accessToken: string
  readonly idToken: string | undefined
  readonly refreshToken: string | undefined
  readonly expiresInSeconds: number
  /** The user's id: `sub` of the tokens. */
  readonly subject: string
  /** The ZITADEL session behind them: `sid`. Ending it ends the access token. */
  readonly sessionId: string
  readonly clientId: string
}

/** Logs a user in to an application through the server's own endpoints, as a login client and the application would together. */
export async function tokensFor(
  zitadel: LocalZitadel,
  users: readonly SeededUser[],
  name: string,
  { app, scope = 'openid profile email', roles }: TokensQuestion = {},
): Promise<Tokens> {
  const user = users.find(({ loginName }) => loginName === name || loginName.startsWith(`${name}@`))
  if (user === undefined) throw new TokensRefused(`there is no user ${name}`)
  const application = await applicationOf(zitadel, app)
  if (roles !== undefined) await rolesOf(zitadel, user, roles, application.name)
  const session = await sessionOf(zitadel, user)
  const verifier = randomBytes(32).toString('base64url')
  const scopes = typeof scope === 'string' ? scope : scope.join(' ')
  const authRequest = await authorize(zitadel, application, scopes, verifier)
  const { loginClientPat } = zitadel.seeded
  const bound = await callApi(zitadel, `/v2/oidc/auth_requests/${authRequest}`, { session }, loginClientPat)
  const code = new URL(field(bound, 'callbackUrl')).searchParams.get('code') ?? ''
  const answer = await redeem(zitadel, application, code, verifier)
  return {
    accessToken: field(answer, 'access_token'),
    idToken: field(answer, 'id_token') || undefined,
    refreshToken: field(answer, 'refresh_token') || undefined,
    expiresInSeconds: Number(Object(answer)['expires_in']),
    subject: user.id,
    sessionId: session.sessionId,
    clientId: application.clientId,
  }
}

/** The server's clock, which a test may have put elsewhere. */
async function timeAt({ issuer }: LocalZitadel): Promise<number> {
  const response = await fetch(`${issuer}/debug/healthz`)
  return Date.parse(response.headers.get('date') ?? '')
}

interface Session {
  readonly sessionId: string
  readonly sessionToken: string
}

/** By password, and by TOTP where the user has it: what an API sees of it is the same as after a real login. */
async function sessionOf(zitadel: LocalZitadel, user: SeededUser): Promise<Session> {
  const { loginName, password, totpSecret } = user
  if (password === '') throw new TokensRefused(`${loginName} has no password`)
  const now = await timeAt(zitadel)
  const checks = {
    user: { loginName },
    password: { password },
    ...(totpSecret === undefined ? {} : { totp: { code: totpCode(totpSecret, now) } }),
  }
  const made = await callApi(zitadel, '/v2/sessions', { checks }, zitadel.seeded.loginClientPat)
  return { sessionId: field(made, 'sessionId'), sessionToken: field(made, 'sessionToken') }
}

async function authorize(
  { issuer }: LocalZitadel,
  { clientId, redirectUri }: TestApplication,
  scope: string,
  verifier: string,
): Promise<string> {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const response = await fetch(`${issuer}/oauth/v2/authorize?${query.toString()}`, { redirect: 'manual' })
  const location = new URL(response.headers.get('location') ?? '', issuer)
  const authRequest = location.searchParams.get('authRequest')
  if (authRequest === null) {
    const refused = location.searchParams.get('error_description') ?? (await response.text())
    throw new TokensRefused(`the authorization was refused: ${refused}`)
  }
  return authRequest
}

async function redeem(
  zitadel: LocalZitadel,
  application: TestApplication,
  code: string,
  verifier: string,
): Promise<object> {
  const { form, headers } = await credentialsOf(application, zitadel)
  const response = await fetch(`${zitadel.issuer}/oauth/v2/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: application.redirectUri,
      code_verifier: verifier,
      ...form,
    }),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new TokensRefused(`no tokens: ${field(answer, 'error_description')}`)
  return Object(answer)
}

async function credentialsOf(
  { clientId, clientSecret, key }: TestApplication,
  zitadel: LocalZitadel,
): Promise<{ form: Record<string, string>; headers: Record<string, string> }> {
  if (clientSecret !== undefined) {
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
    return { form: {}, headers: { authorization: `Basic ${basic}` } }
  }
  if (key === undefined) return { form: { client_id: clientId }, headers: {} }
  const now = Math.floor((await timeAt(zitadel)) / 1000)
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256', kid: key.keyId })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(zitadel.issuer)
    .setIssuedAt(now - 5)
    .setExpirationTime(now + 60)
    .sign(createPrivateKey(key.key))
  return {
    form: {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    },
    headers: {},
  }
}
