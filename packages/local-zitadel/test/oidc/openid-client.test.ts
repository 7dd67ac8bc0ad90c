import { createPrivateKey } from 'node:crypto'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalZitadel, SeededApplication } from '../../src/local-zitadel.ts'
import type { Seed } from '../../src/seed/seed.ts'
import { startLocalZitadel } from '../../src/start-local-zitadel.ts'

const redirectUri = 'http://localhost:3000/callback'
const bye = 'http://localhost:3000/bye'
const seed: Seed = {
  organization: { name: 'Harbour', domain: 'harbour.localhost' },
  users: [
    {
      loginName: 'nemo@harbour.localhost',
      givenName: 'Nemo',
      familyName: 'Nobody',
      password: 'Secret1!',
      roles: ['sailor'],
    },
  ],
  project: {
    name: 'harbour',
    roles: ['sailor', 'captain'],
    roleAssertion: true,
    applications: [
      { type: 'oidc', name: 'by-key', authMethod: 'private_key_jwt', redirectUris: [redirectUri] },
      {
        type: 'oidc',
        name: 'by-secret',
        authMethod: 'basic',
        redirectUris: [redirectUri],
        postLogoutRedirectUris: [bye],
        idTokenRoleAssertion: true,
      },
      {
        type: 'oidc',
        name: 'public',
        authMethod: 'none',
        redirectUris: [redirectUri],
        accessTokenType: 'jwt',
      },
    ],
  },
}

let zitadel: LocalZitadel

beforeAll(async () => {
  zitadel = await startLocalZitadel({ seed })
}, 30_000)

afterAll(() => zitadel.close())

function application(name: string): SeededApplication {
  const found = zitadel.seeded.applications.find((one) => one.name === name)
  if (!found) throw new Error(`the seed has no ${name}`)
  return found
}

async function authenticationOf({ clientSecret, key }: SeededApplication): Promise<client.ClientAuth> {
  if (clientSecret !== undefined) return client.ClientSecretBasic(clientSecret)
  if (key === undefined) return client.None()
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  return client.PrivateKeyJwt({
    key: createPrivateKey(key.key).toCryptoKey(rsa, false, ['sign']),
    kid: key.keyId,
  })
}

async function configured(name: string): Promise<client.Configuration> {
  const app = application(name)
  const authentication = await authenticationOf(app)
  const insecure = { execute: [client.allowInsecureRequests] }
  return client.discovery(new URL(zitadel.issuer), app.clientId, undefined, authentication, insecure)
}

/** The part of a login that no OpenID client does: the Session API by plain calls (contract 0). */
async function call(path: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${zitadel.issuer}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${zitadel.seeded.loginClientPat}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as Record<string, unknown>
}

async function answerOfLogin(authorizationUrl: URL): Promise<{ callback: URL; sessionId: string }> {
  const checks = { user: { loginName: 'nemo@harbour.localhost' }, password: { password: 'Secret1!' } }
  const { sessionId, sessionToken } = await call('/v2/sessions', { checks })
  const redirect = await fetch(authorizationUrl, { redirect: 'manual' })
  const login = new URL(redirect.headers.get('location') ?? '', zitadel.issuer)
  const id = login.searchParams.get('authRequest') ?? ''
  const { callbackUrl } = await call(`/v2/oidc/auth_requests/${id}`, { session: { sessionId, sessionToken } })
  return { callback: new URL(String(callbackUrl)), sessionId: String(sessionId) }
}

async function logIn(name: string) {
  const configuration = await configured(name)
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid profile offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  const { callback, sessionId } = await answerOfLogin(url)
  const tokens = await client.authorizationCodeGrant(configuration, callback, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  return { configuration, tokens, sessionId }
}

describe('openid-client, a certified client that knows nothing of this server', () => {
  it.each(['by-key', 'by-secret'])('logs in, refreshes, introspects and revokes: %s', async (name) => {
    const { configuration, tokens, sessionId } = await logIn(name)
    const claims = tokens.claims()
    expect(claims).toMatchObject({ sid: sessionId, amr: ['pwd'] })
    expect(claims?.aud).toContain(application(name).clientId)
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')
    expect(renewed.claims()?.sub).toBe(claims?.sub)
    const active = async (token: string) => (await client.tokenIntrospection(configuration, token)).active
    expect([await active(tokens.access_token), await active(renewed.access_token)]).toEqual([false, true])
    await client.tokenRevocation(configuration, renewed.refresh_token ?? '')
    expect(await active(renewed.access_token)).toBe(false)
  })

  it('reads userinfo, roles included', async () => {
    const { configuration, tokens } = await logIn('by-secret')
    const subject = tokens.claims()?.sub ?? ''
    const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, subject)
    expect(userinfo).toMatchObject({ name: 'Nemo Nobody', preferred_username: 'nemo@harbour.localhost' })
    expect(Object.keys(Object(userinfo['urn:zitadel:iam:org:project:roles']))).toEqual(['sailor'])
  })

  it('logs in as a public client with a JWT access token', async () => {
    const { tokens } = await logIn('public')
    expect(tokens.access_token.split('.')).toHaveLength(3)
  })

  it('cannot use a refresh token twice, and the second use harms nothing', async () => {
    const { configuration, tokens } = await logIn('by-secret')
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')
    await expect(client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_request',
      error_description: 'Errors.OIDCSession.RefreshTokenInvalid',
    })
    expect((await client.tokenIntrospection(configuration, renewed.access_token)).active).toBe(true)
    expect(
      (await client.refreshTokenGrant(configuration, renewed.refresh_token ?? '')).access_token,
    ).toBeTruthy()
  })

  it.each([
    ['strict', 1],
    ['original', 6],
  ] as const)(
    'refreshes six times at once with %s races: %i succeed, one pair lives',
    async (races, succeed) => {
      const { configuration, tokens } = await logIn('by-secret')
      zitadel.faults.races = races
      const racing = Array.from({ length: 6 }, () =>
        client.refreshTokenGrant(configuration, tokens.refresh_token ?? ''),
      )
      const settled = await Promise.allSettled(racing)
      zitadel.faults.races = 'strict'
      const pairs = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      expect(pairs).toHaveLength(succeed)
      const living = []
      for (const { access_token: token } of pairs)
        if ((await client.tokenIntrospection(configuration, token)).active) living.push(token)
      expect(living).toHaveLength(1)
      const usable = await Promise.allSettled(
        pairs.map(({ refresh_token: token }) => client.refreshTokenGrant(configuration, token ?? '')),
      )
      expect(usable.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    },
  )

  it('logs out by the end session endpoint: access tokens die, the refresh token does not', async () => {
    const { configuration, tokens } = await logIn('by-secret')
    const url = client.buildEndSessionUrl(configuration, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: bye,
      state: 'left',
    })
    const answer = await fetch(url, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `${bye}?state=left`])
    expect((await client.tokenIntrospection(configuration, tokens.access_token)).active).toBe(false)
    const orphan = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')
    expect((await client.tokenIntrospection(configuration, orphan.access_token)).active).toBe(true)
    await client.tokenRevocation(configuration, orphan.refresh_token ?? '')
    expect((await client.tokenIntrospection(configuration, orphan.access_token)).active).toBe(false)
  })
})
