import { createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { type JWTHeaderParameters, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { LoginSettings } from '../src/index.ts'
import { type ALogin, aLogin, aPassword, jsonAnswer } from './a-login.ts'
import { origin, projectId, rsa } from './scripted-zitadel.ts'

const now = 1_900_000_000
const event = 'http://schemas.openid.net/event/backchannel-logout'

/** As ZITADEL signs it (contract 9). */
const honest = {
  iss: origin,
  sub: '1001',
  aud: ['5001'],
  iat: now - 1,
  exp: now + 900,
  jti: 'jti-1',
  sid: '9001',
  events: { [event]: {} },
}

type Claims = Record<string, unknown>

const signed = (
  { zitadel }: ALogin,
  claims: Claims,
  header: Partial<JWTHeaderParameters> = {},
  key: KeyObject | Uint8Array = zitadel.signing.key,
): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: zitadel.signing.alg, kid: zitadel.signing.kid, typ: 'JWT', ...header })
    .sign(key)

const without = (name: keyof typeof honest): Claims => {
  const { [name]: _, ...rest } = honest
  return rest
}

const read = async (
  claims: Claims,
  header: Partial<JWTHeaderParameters> = {},
  changes: Partial<LoginSettings> = {},
) => {
  const login = aLogin(changes)
  return login.engine.readLogoutToken(await signed(login, claims, header))
}

const rejected = { code: 'LOGOUT_TOKEN_REJECTED', status: 400 }

describe('a logout token (OpenID Connect Back-Channel Logout §2.6)', () => {
  it('is read as ZITADEL signs it', async () => {
    expect(await read(honest)).toEqual({
      issuer: origin,
      subject: '1001',
      zitadelSessionId: '9001',
      tokenId: 'jti-1',
      expiresAt: (now + 900) * 1000,
    })
  })

  it('may name the session or the user alone', async () => {
    expect(await read(without('sub'))).toMatchObject({ subject: null, zitadelSessionId: '9001' })
    expect(await read(without('sid'))).toMatchObject({ subject: '1001', zitadelSessionId: null })
  })

  it('may name the primary domain of the instance, where that is configured', async () => {
    const claims = { ...honest, iss: 'https://primary.example' }
    await expect(read(claims)).rejects.toMatchObject(rejected)
    const logoutIssuers = ['https://primary.example']
    expect(await read(claims, {}, { logoutIssuers })).toMatchObject({ issuer: 'https://primary.example' })
    expect(await read(honest, {}, { logoutIssuers })).toMatchObject({ issuer: origin })
  })

  it.each([
    ['RS256', () => rsa().privateKey],
    ['ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    ['EdDSA', () => generateKeyPairSync('ed25519').privateKey],
  ])('may be signed by %s (JOSE-1)', async (alg, make) => {
    const login = aLogin()
    login.zitadel.signing = { kid: '8003', alg, key: make() }
    expect(await login.engine.readLogoutToken(await signed(login, honest))).toMatchObject({
      tokenId: 'jti-1',
    })
  })

  it.each([
    ['of another issuer (BCL-2)', { iss: `${origin}/` }],
    ['of no issuer (BCL-2)', { iss: undefined }],
    ['for another client (BCL-2)', { aud: ['5002'] }],
    ['for the project only (BCL-2)', { aud: projectId }],
    ['for nobody (BCL-2)', { aud: [] }],
    ['that has expired (BCL-2)', { exp: now }],
    ['without an end (BCL-2)', { exp: undefined }],
    ['whose exp is text (BCL-2, JOSE-5)', { exp: String(now + 900) }],
    ['from the future (BCL-2, JOSE-5)', { iat: now + 61, exp: now + 900 }],
    ['without a beginning (BCL-2)', { iat: undefined }],
    ['whose iat is text (BCL-2, JOSE-5)', { iat: String(now) }],
    ['not good yet (JOSE-5)', { nbf: now + 61 }],
    ['that ends before it begins', { iat: now + 10, exp: now + 5 }],
    ['that lives a second too long (BCL-4)', { iat: now - 1, exp: now + 960 }],
    ['that lives for a day (BCL-4)', { exp: now + 86_400 }],
    ['without a jti (BCL-4)', { jti: undefined }],
    ['with an empty jti (BCL-4)', { jti: '' }],
    ['whose jti is no text (BCL-4)', { jti: 7 }],
    ['whose jti is endless (BCL-4)', { jti: 'j'.repeat(201) }],
    ['that names nobody (BCL-3)', { sub: undefined, sid: undefined }],
    ['whose sid is no text (BCL-3)', { sid: 9001 }],
    ['whose sub is empty (BCL-3)', { sub: '' }],
    ['without events (BCL-3)', { events: undefined }],
    ['with no event (BCL-3)', { events: {} }],
    ['with another event (BCL-3)', { events: { 'https://schemas.openid.net/secevent/risc': {} } }],
    ['with two events (BCL-3)', { events: { [event]: {}, other: {} } }],
    ['whose event is no object (BCL-3)', { events: { [event]: true } }],
    ['whose event is a list (BCL-3)', { events: { [event]: [] } }],
    ['whose events are a list (BCL-3)', { events: [event] }],
    ['whose events are text (BCL-3)', { events: event }],
    ['with a nonce (BCL-3)', { nonce: 'n' }],
    ['with a nonce of nothing (BCL-3)', { nonce: null }],
  ])('is refused: one %s', async (_, changes) => {
    await expect(read({ ...honest, ...changes })).rejects.toMatchObject(rejected)
  })

  it.each([
    ['iat ahead of our clock', { iat: now + 60, exp: now + 900 }],
    ['exp', { iat: now - 900, exp: now + 1 }],
    ['life', { iat: now - 1, exp: now + 959 }],
  ])('is taken at the very limit of its %s', async (_, changes) => {
    expect(await read({ ...honest, ...changes })).toMatchObject({ tokenId: 'jti-1' })
  })

  it('may live as long as the setting says, and no longer (BCL-4)', async () => {
    const settings = { logoutTokenMaxSeconds: 120 }
    expect(await read({ ...honest, exp: now + 119 }, {}, settings)).toMatchObject({ tokenId: 'jti-1' })
    await expect(read({ ...honest, exp: now + 120 }, {}, settings)).rejects.toMatchObject(rejected)
  })

  it('says in its detail what was wrong, and nothing to whoever sent it', async () => {
    const error = await read({ ...honest, nonce: 'n' }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ message: expect.stringContaining('nonce') })
    expect((error as { toProblem(): unknown }).toProblem()).toEqual({
      status: 400,
      title: 'This logout token is not accepted.',
      code: 'LOGOUT_TOKEN_REJECTED',
    })
  })

  it('never passes with a claim that is not as it must be (BCL-2, BCL-3)', async () => {
    const login = aLogin()
    login.zitadel.signing = {
      kid: '8004',
      alg: 'ES256',
      key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    }
    const json = fc.jsonValue()
    const isObject = (value: unknown): value is object =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
    const names = (value: unknown): boolean =>
      typeof value === 'string' && value !== '' && value.length <= 200
    const isTime = (value: unknown, from: number, to: number): boolean =>
      typeof value === 'number' && value >= from && value <= to
    const wrong: Record<string, (value: unknown) => boolean> = {
      iss: (value) => value !== origin,
      aud: (value) => value !== '5001' && !(Array.isArray(value) && value.includes('5001')),
      iat: (value) => !isTime(value, honest.exp - 960, now + 60),
      exp: (value) => !isTime(value, now + Number.EPSILON, honest.iat + 960),
      jti: (value) => !names(value),
      sub: (value) => !names(value),
      sid: (value) => !names(value),
      events: (value) =>
        !isObject(value) || Object.keys(value).join() !== event || !isObject(Object.values(value)[0]),
      nonce: () => true,
    }
    const mutation = fc
      .tuple(fc.constantFrom(...Object.keys(wrong)), json)
      .filter(([name, value]) => wrong[name]?.(value) === true)
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        const token = await signed(login, { ...honest, ...Object.fromEntries(mutations) })
        await expect(login.engine.readLogoutToken(token)).rejects.toMatchObject(rejected)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the signature of a logout token (BCL-2, JOSE-1)', () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

  it.each([
    ['none', async () => `${part({ alg: 'none', kid: '8001' })}.${part(honest)}.`],
    [
      'an HMAC under the public key',
      async (login: ALogin) => {
        const pem = createPublicKey(login.zitadel.signing.key).export({ type: 'spki', format: 'pem' })
        return signed(login, honest, { alg: 'HS256' }, createSecretKey(Buffer.from(pem)))
      },
    ],
    ['of somebody else under a known kid', (login: ALogin) => signed(login, honest, {}, rsa().privateKey)],
    [
      'by a key in its own header (JOSE-2)',
      (login: ALogin) => {
        const { publicKey, privateKey } = rsa()
        return signed(login, honest, { jwk: publicKey.export({ format: 'jwk' }) }, privateKey)
      },
    ],
    ['that names no key', (login: ALogin) => signed(login, honest, { kid: undefined as never })],
    [
      'with a header that nobody knows and must',
      async (login: ALogin) => {
        const token = await signed(login, honest)
        return token.replace(/^[^.]*/, part({ alg: 'RS256', kid: '8001', crit: ['x'], x: 1 }))
      },
    ],
    [
      'over another payload',
      async (login: ALogin) => {
        const [header, , signature] = (await signed(login, honest)).split('.')
        return `${header}.${part({ ...honest, sid: '9002' })}.${signature}`
      },
    ],
    ['that is no JWT', async () => 'not-a-token'],
    ['that is nothing', async () => ''],
    ['of a megabyte', async () => 'a'.repeat(1_000_000)],
  ])('is refused: %s', async (_, forge) => {
    const login = aLogin()
    const token = await forge(login)
    await expect(login.engine.readLogoutToken(token)).rejects.toMatchObject(rejected)
  })

  it('cannot be checked when the keys cannot be had, which is not the fault of the token', async () => {
    const login = aLogin()
    login.internet.lose('GET /oauth/v2/keys', { when: 'before' })
    const token = await signed(login, honest)
    await expect(login.engine.readLogoutToken(token)).rejects.toMatchObject({ code: 'ISSUER_UNREACHABLE' })
    expect(await login.engine.readLogoutToken(token)).toMatchObject({ tokenId: 'jti-1' })
  })

  it('by kids that nobody knows causes one fetch per cool-down, and leaves that of logins alone (JOSE-3)', async () => {
    const login = aLogin()
    await login.prove(aPassword())
    expect(login.calls('GET /oauth/v2/keys')).toBe(1)
    for (let kid = 0; kid < 5; kid += 1) {
      const token = await signed(login, honest, { kid: `random-${kid}` })
      await expect(login.engine.readLogoutToken(token)).rejects.toMatchObject(rejected)
    }
    expect(login.calls('GET /oauth/v2/keys')).toBe(2)
    login.zitadel.signing = { kid: '8005', alg: 'RS256', key: rsa().privateKey }
    expect((await login.prove(aPassword())).kind).toBe('finished')
    expect(login.calls('GET /oauth/v2/keys')).toBe(3)
    login.clock.advance(30_000)
    const late = await signed(login, honest, { kid: 'random-6' })
    await expect(login.engine.readLogoutToken(late)).rejects.toMatchObject(rejected)
    expect(login.calls('GET /oauth/v2/keys')).toBe(4)
  })
})

describe('the type of a logout token (BCL-5)', () => {
  it.each(['JWT', 'jwt', 'logout+jwt', 'application/logout+jwt', undefined])(
    'may be %s where nothing is said',
    async (typ) => {
      expect(await read(honest, { typ: typ as string })).toMatchObject({ tokenId: 'jti-1' })
    },
  )

  it.each(['at+jwt', 'dpop+jwt', 'client-authentication+jwt', 'secevent+jwt', 'logout'])(
    'is never %s',
    async (typ) => {
      await expect(read(honest, { typ })).rejects.toMatchObject(rejected)
    },
  )

  it('is its own where the setting says so', async () => {
    const settings = { logoutTokenType: 'logout+jwt' } as const
    expect(await read(honest, { typ: 'logout+jwt' }, settings)).toMatchObject({ tokenId: 'jti-1' })
    for (const typ of ['JWT', undefined])
      await expect(read(honest, { typ: typ as string }, settings)).rejects.toMatchObject(rejected)
  })
})

describe('tokens of other kinds (JOSE-4)', () => {
  /** The claims of each kind, with all that they could share with a logout token, and a good signature of the issuer. */
  const common = { iss: origin, sub: '1001', aud: ['5001', projectId], iat: now - 1, exp: now + 900 }
  const kinds: readonly (readonly [string, string | undefined, Claims])[] = [
    ['ID token', 'JWT', { ...common, azp: '5001', nonce: 'n', sid: '9001', auth_time: now, at_hash: 'h' }],
    ['access token', 'JWT', { ...common, client_id: '5001', jti: 'V2_1-at_2', nbf: now - 1 }],
    ['access token (RFC 9068)', 'at+jwt', { ...common, client_id: '5001', jti: 'j', scope: 'openid' }],
    [
      'client assertion',
      'client-authentication+jwt',
      { iss: '5001', sub: '5001', aud: origin, jti: 'j', iat: now, exp: now + 60 },
    ],
    [
      'JWT bearer assertion',
      undefined,
      { iss: '4001', sub: '4001', aud: origin, jti: 'j', iat: now, exp: now + 60 },
    ],
    [
      'introspection answer',
      'token-introspection+jwt',
      { iss: origin, aud: '5001', iat: now, token_introspection: { active: true } },
    ],
    ['request object', 'oauth-authz-req+jwt', { iss: '5001', aud: origin, client_id: '5001', nonce: 'n' }],
    ['DPoP proof', 'dpop+jwt', { jti: 'j', htm: 'POST', htu: origin, iat: now }],
    ['attestation', 'oauth-client-attestation+jwt', { ...common, cnf: {} }],
    ['security event of another kind', 'secevent+jwt', { ...common, jti: 'j', events: { other: {} } }],
  ]

  it.each(kinds)('are no logout tokens: %s', async (_, typ, claims) => {
    await expect(read(claims, { typ: typ as string })).rejects.toMatchObject(rejected)
  })

  it.each(kinds)('are none with the type of a logout token either: %s', async (_, _typ, claims) => {
    await expect(read(claims, { typ: 'logout+jwt' })).rejects.toMatchObject(rejected)
  })

  it('are none as they were really sent: what the login brought and what we signed ourselves', async () => {
    const login = aLogin()
    const tokens: string[] = []
    login.zitadel.forge.idToken = (token) => {
      tokens.push(token)
      return token
    }
    expect((await login.prove(aPassword())).kind).toBe('finished')
    for (const { request } of login.internet.sent.filter(({ request }) => request.url.endsWith('/token'))) {
      const form = new URLSearchParams(new TextDecoder().decode(request.body))
      tokens.push(form.get('assertion') ?? form.get('client_assertion') ?? '')
    }
    expect(tokens).toHaveLength(3)
    for (const token of tokens)
      await expect(login.engine.readLogoutToken(token)).rejects.toMatchObject(rejected)
  })

  it('and a logout token is no ID token', async () => {
    const login = aLogin()
    login.zitadel.forge.idToken = () => signed(login, honest)
    await expect(login.prove(aPassword())).rejects.toMatchObject({ code: 'TOKEN_REJECTED' })
  })
})

describe('what was received for a logout token', () => {
  it('is not believed when the key set is not one', async () => {
    const login = aLogin()
    login.internet.answer('GET /oauth/v2/keys', jsonAnswer(200, { keys: 'all' }))
    await expect(login.engine.readLogoutToken(await signed(login, honest))).rejects.toMatchObject({
      code: 'ISSUER_ANSWER_INVALID',
    })
  })
})
