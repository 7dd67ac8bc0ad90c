import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto'
import type { LocalZitadel, SeededApplication } from '@postern/local-zitadel'

/** What a login at the local ZITADEL gave. */
export interface LoggedIn {
  readonly accessToken: string
  readonly subject: string
  readonly sessionId: string
}

/** A password login through the back channel, by plain calls: session, authorization request, binding, code, token. */
export async function logIn(zitadel: LocalZitadel, loginName: string, scope: string): Promise<LoggedIn> {
  const { issuer, seeded } = zitadel
  const user = seeded.users.find((one) => one.loginName === loginName)
  const application = seeded.applications.find((one) => one.key !== undefined)
  if (user === undefined || application === undefined)
    throw new Error('the seed has no such user or no application with a key')
  const api = { authorization: `Bearer ${seeded.loginClientPat}`, 'content-type': 'application/json' }
  const post = async (path: string, body: unknown) => {
    const response = await fetch(issuer + path, { method: 'POST', headers: api, body: JSON.stringify(body) })
    return (await response.json()) as Record<string, string>
  }

  const session = await post('/v2/sessions', {
    checks: { user: { loginName }, password: { password: user.password } },
  })
  const { sessionId = '', sessionToken } = session
  const verifier = randomBytes(32).toString('base64url')
  const redirectUri = 'http://localhost:3000/auth/callback'
  const authorize = new URLSearchParams({
    client_id: application.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state: 'state',
    nonce: 'nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const redirected = await fetch(`${issuer}/oauth/v2/authorize?${authorize}`, { redirect: 'manual' })
  const id = new URL(redirected.headers.get('location') ?? '', issuer).searchParams.get('authRequest')
  const bound = await post(`/v2/oidc/auth_requests/${id}`, { session: { sessionId, sessionToken } })
  const code = new URL(bound['callbackUrl'] ?? '').searchParams.get('code') ?? ''
  const exchanged = await fetch(`${issuer}/oauth/v2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion(application, issuer),
    }),
  })
  const tokens = (await exchanged.json()) as Record<string, string>
  if (tokens['access_token'] === undefined) throw new Error(`no token: ${JSON.stringify(tokens)}`)
  return { accessToken: tokens['access_token'], subject: user.id, sessionId }
}

/** RFC 7523; the audience is the issuer (contract 6.1). */
function assertion({ key }: SeededApplication, issuer: string): string {
  if (key === undefined) throw new Error('an application without a key')
  const now = Math.floor(Date.now() / 1000)
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    iss: key.clientId,
    sub: key.clientId,
    aud: issuer,
    iat: now - 5,
    exp: now + 60,
    jti: randomBytes(8).toString('hex'),
  }
  const signed = `${encode({ alg: 'RS256', kid: key.keyId, typ: 'JWT' })}.${encode(claims)}`
  const signature = sign('sha256', Buffer.from(signed), createPrivateKey(key.key)).toString('base64url')
  return `${signed}.${signature}`
}
