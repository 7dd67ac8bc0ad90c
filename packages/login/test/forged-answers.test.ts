import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { decodeJwt, type JWTHeaderParameters, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { type ALogin, aLogin, aPassword } from './a-login.ts'
import { origin, redirectUri, rsa } from './scripted-zitadel.ts'

type Lie = readonly [what: string, tell: (login: ALogin) => void]

/** Refused, and nothing is left: no session, no token that lives, nothing that could be finished later (CODE-2, CODE-4). */
async function expectRefused(login: ALogin): Promise<unknown> {
  const handle = await login.begin()
  const error = await login.engine.prove(handle, aPassword()).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'LoginError', status: 502 })
  await expect(login.engine.view(handle)).rejects.toMatchObject({ code: 'ATTEMPT_GONE' })
  expect(login.zitadel.sessions.size).toBe(0)
  expect(login.zitadel.ended).toHaveLength(1)
  expect(login.events.map(({ name }) => name)).toContain('login.refused')
  expect(login.events.map(({ name }) => name)).not.toContain('login.finished')
  return error
}

const callbackForgeries: readonly (readonly [string, (to: string) => string])[] = [
  ['another origin', (to) => to.replace('https://app.example', 'https://evil.example')],
  [
    'our origin as user information of another',
    (to) => to.replace('https://app.example', 'https://app.example@evil.example'),
  ],
  ['our origin with another port', (to) => to.replace('app.example', 'app.example:444')],
  ['plain http', (to) => to.replace('https:', 'http:')],
  ['another path', (to) => to.replace('/auth/callback', '/auth/callback/x')],
  ['another state', (to) => to.replace(/state=[^&]*/, 'state=other')],
  ['no state', (to) => to.replace(/&?state=[^&]*/, '')],
  ['two codes', (to) => `${to}&code=another`],
  ['no code', (to) => to.replace(/code=[^&]*&?/, '')],
  ['an error beside the code', (to) => `${to}&error=access_denied`],
  ['a fragment', (to) => `${to}#code=x`],
  ['a script', () => 'javascript:alert(1)'],
  ['a line break', (to) => `${to}\r\nset-cookie: a=b`],
]

const callbacks: readonly Lie[] = callbackForgeries.map(([what, forge]) => [
  what,
  ({ zitadel }) => {
    zitadel.forge.callbackUrl = forge
  },
])

const authRequests: readonly Lie[] = [
  ['another client', { clientId: '5002' }],
  ['another redirect URI', { redirectUri: `${redirectUri}/` }],
  ["another flow's tag", { loginHint: 'postern-another' }],
  ['no tag', { loginHint: undefined }],
  ['another id', { id: 'V2_1' }],
  ['a scope that was not sent', { scope: ['openid', 'profile', 'email', 'offline_access'] }],
  ['an organization scope', { scope: ['openid', 'urn:zitadel:iam:org:id:1'] }],
  ['no openid', { scope: ['profile', 'email'] }],
].map(([what, changes]) => [
  what as string,
  ({ zitadel }: ALogin) => {
    zitadel.forge.authRequest = (request) => ({ ...request, ...(changes as object) })
  },
])

const claims: readonly Lie[] = [
  ['someone else (sub)', { sub: '1002' }],
  ["another user's session (sid)", { sid: '9999' }],
  ['no sid', { sid: undefined }],
  ['no nonce', { nonce: undefined }],
  ['another nonce', { nonce: 'another' }],
  ['another issuer', { iss: `${origin}/` }],
  ['an audience without us', { aud: ['5002', '3001'] }],
  ['an audience without the project', { aud: ['5001'] }],
  ["a sibling's azp", { azp: '5002' }],
  ['no azp', { azp: undefined }],
  ['a wrong at_hash', { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ['no at_hash', { at_hash: undefined }],
  ['an exp that is over', { exp: 1_899_999_940 }],
  ['an exp that is text', { exp: '1900043200' }],
  ['an iat in the future', { iat: 1_900_000_061 }],
  ['an iat of long ago', { iat: 1_899_999_639 }],
  ['an old auth_time', { auth_time: 1_899_999_997 }],
  ['no auth_time', { auth_time: undefined }],
  ['no amr', { amr: undefined }],
  ['an amr without the password', { amr: ['user'] }],
].map(([what, changes]) => [
  what as string,
  ({ zitadel }: ALogin) => {
    zitadel.forge.claims = (honest) => ({ ...honest, ...(changes as object) })
  },
])

const signed = (token: string, header: JWTHeaderParameters, key: KeyObject): Promise<string> =>
  new SignJWT(decodeJwt(token)).setProtectedHeader(header).sign(key)
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const payloadOf = (token: string): string => token.split('.')[1] ?? ''

const signatures: readonly Lie[] = [
  [
    'no signature (alg none)',
    ({ zitadel }) => {
      zitadel.forge.idToken = (token) =>
        `${part({ alg: 'none', typ: 'JWT', kid: '8001' })}.${payloadOf(token)}.`
    },
  ],
  [
    'a changed payload (IDT-4)',
    ({ zitadel }) => {
      zitadel.forge.idToken = (token) => {
        const [header, payload = '', signature] = token.split('.')
        const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), extra: true }
        return `${header}.${part(changed)}.${signature}`
      }
    },
  ],
  [
    'a key of somebody else under a known kid',
    ({ zitadel }) => {
      zitadel.published = [zitadel.signing]
      zitadel.signing = { ...zitadel.signing, key: rsa().privateKey }
    },
  ],
  [
    'a key in its own header (JOSE-2)',
    ({ zitadel }) => {
      const { publicKey, privateKey } = rsa()
      const jwk = publicKey.export({ format: 'jwk' })
      zitadel.forge.idToken = (token) =>
        signed(token, { alg: 'RS256', typ: 'JWT', kid: '8001', jwk }, privateKey)
    },
  ],
  [
    'a good signature on another type of token (JOSE-4)',
    ({ zitadel }) => {
      const header = { alg: 'RS256', typ: 'logout+jwt', kid: '8001' }
      zitadel.forge.idToken = (token) => signed(token, header, zitadel.signing.key)
    },
  ],
  [
    'an HMAC under the public key (HS256)',
    ({ zitadel }) => {
      const pem = createPublicKey(zitadel.signing.key).export({ type: 'spki', format: 'pem' })
      const header = { alg: 'HS256', typ: 'JWT', kid: '8001' }
      zitadel.forge.idToken = (token) => signed(token, header, createSecretKey(Buffer.from(pem)))
    },
  ],
  [
    'no id_token at all',
    ({ zitadel }) => {
      zitadel.forge.idToken = () => undefined
    },
  ],
  [
    'no JWT',
    ({ zitadel }) => {
      zitadel.forge.idToken = () => 'not-a-token'
    },
  ],
  [
    'a megabyte',
    ({ zitadel }) => {
      zitadel.forge.idToken = () => 'a'.repeat(900_000)
    },
  ],
  [
    'a refresh token that was not asked for',
    ({ zitadel }) => {
      zitadel.forge.tokenAnswer = (answer) => ({ ...answer, refresh_token: 'r' })
    },
  ],
  [
    'another token type',
    ({ zitadel }) => {
      zitadel.forge.tokenAnswer = (answer) => ({ ...answer, token_type: 'DPoP' })
    },
  ],
  [
    'no lifetime',
    ({ zitadel }) => {
      zitadel.forge.tokenAnswer = (answer) => ({ ...answer, expires_in: undefined })
    },
  ],
]

describe('a forged callback', () => {
  it.each(callbacks)('is refused: %s (AUTHZ-6)', async (_, tell) => {
    const login = aLogin()
    tell(login)
    expect(await expectRefused(login)).toMatchObject({ code: 'CALLBACK_REJECTED' })
    expect(login.zitadel.accessTokens).toEqual([])
  })
})

describe('an authorization request that is not ours', () => {
  it.each(authRequests)('is not bound: %s (AUTHZ-7)', async (_, tell) => {
    const login = aLogin()
    tell(login)
    expect(await expectRefused(login)).toMatchObject({ code: 'BINDING_REFUSED' })
    expect(login.calls('POST /v2/oidc/auth_requests/')).toBe(0)
  })

  it('is not bound when the ids of two flows were swapped, in neither of them (AUTHZ-7)', async () => {
    const login = aLogin()
    const handles = [await login.begin(), await login.begin()]
    const ids: string[] = []
    const gate = login.internet.hold('GET /oauth/v2/authorize', { when: 'after', times: 2 })
    login.zitadel.forge.location = (location) => {
      ids.push(location)
      return location.replace(/\d+$/, (id) => String(Number(id) + (ids.length === 1 ? 1 : -1)))
    }
    const proving = handles.map((handle) => login.engine.prove(handle, aPassword()))
    await gate.reached
    gate.release()
    const results = await Promise.allSettled(proving)
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(login.zitadel.accessTokens).toEqual([])
    // Nor is one refused: each of them would be the other's.
    expect(login.calls('POST /v2/oidc/auth_requests/')).toBe(0)
  })
})

describe('a redirect of the authorization endpoint', () => {
  it.each([
    ['another host', 'https://evil.example/ui/v2/login/login?authRequest=V2_1'],
    ['another host without a scheme', '//evil.example/login?authRequest=V2_1'],
    ['user information', 'https://zitadel.example@evil.example/login?authRequest=V2_1'],
    ['a script', 'javascript:alert(1)//?authRequest=V2_1'],
    ['two requests', '/login?authRequest=V2_1&authRequest=V2_2'],
    ['no request', '/login'],
    ['another form of id', '/login?authRequest=../../x'],
  ])('is not believed: %s (AUTHZ-6)', async (_, location) => {
    const login = aLogin()
    login.zitadel.forge.location = () => location
    expect(await expectRefused(login)).toMatchObject({ code: 'ISSUER_ANSWER_INVALID' })
    expect(login.internet.sent.every(({ request }) => new URL(request.url).origin === origin)).toBe(true)
  })

  it('is believed at an origin that is configured for the login pages, and nothing is sent there', async () => {
    const login = aLogin({ loginOrigins: ['https://login.example'] })
    login.zitadel.forge.location = (location) =>
      `https://login.example/login?authRequest=${location.split('=').at(-1)}`
    const { handle } = await login.engine.begin({ device: { address: null, userAgent: null } })
    expect((await login.engine.prove(handle, aPassword())).kind).toBe('finished')
    expect(login.internet.sent.every(({ request }) => new URL(request.url).origin === origin)).toBe(true)
  })

  it('is told apart when it is of login V1', async () => {
    const login = aLogin()
    login.zitadel.forge.location = () => '/ui/login/login?authRequestID=1'
    expect(await expectRefused(login)).toMatchObject({ code: 'ISSUER_UNSUPPORTED' })
  })

  it('that says no is a refusal', async () => {
    const login = aLogin()
    login.zitadel.forge.location = () => `${redirectUri}?error=invalid_request`
    expect(await expectRefused(login)).toMatchObject({ code: 'AUTHORIZATION_REFUSED' })
  })
})

describe('a token', () => {
  it.each(claims)('is refused and revoked: %s (CODE-2, ONE-BINDING)', async (_, tell) => {
    const login = aLogin()
    tell(login)
    expect(await expectRefused(login)).toMatchObject({ code: 'TOKEN_REJECTED' })
    expect(login.zitadel.revoked).toEqual(login.zitadel.accessTokens)
    expect(login.calls('GET /oidc/v1/userinfo')).toBe(0)
  })

  it.each(signatures)('is refused: %s (JOSE-1, CODE-2)', async (_, tell) => {
    const login = aLogin()
    tell(login)
    expect(await expectRefused(login)).toMatchObject({ code: 'TOKEN_REJECTED' })
  })

  it.each([
    ['exp', { exp: 1_899_999_941 }],
    ['iat', { iat: 1_900_000_060 }],
    ['age', { iat: 1_899_999_640 }],
    ['auth_time', { auth_time: 1_900_000_002 }],
  ])('is taken at the very limit of its %s (JOSE-5)', async (_, changes) => {
    const login = aLogin()
    login.zitadel.forge.claims = (honest) => ({ ...honest, ...changes })
    expect((await login.prove(aPassword())).kind).toBe('finished')
  })

  it('with audiences of sibling applications is taken, and they are recorded (IDT-2)', async () => {
    const login = aLogin()
    expect((await login.prove(aPassword())).kind).toBe('finished')
    expect(login.events.at(-1)).toMatchObject({ name: 'login.finished', otherAudiences: ['5002'] })
  })

  it('gets its claims from userinfo only for the same subject (CODE-3)', async () => {
    const login = aLogin()
    login.zitadel.forge.userinfo = (honest) => ({ ...honest, sub: '1002' })
    const handle = await login.begin()
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({ code: 'TOKEN_REJECTED' })
    expect(login.zitadel.revoked).toEqual(login.zitadel.accessTokens)
    expect(login.zitadel.sessions.size).toBe(0)
  })
})
