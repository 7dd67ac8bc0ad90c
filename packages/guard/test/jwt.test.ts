import { createHmac, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { asPrincipal, asRefusal, noon } from './support/builders.ts'
import { aSetting, bearer, outcomeOf, part, type Setting } from './support/with-keys.ts'

let setting: Setting
beforeEach(async () => {
  setting = await aSetting({ mode: 'offline' })
})

const seconds = noon / 1000
const keyReads = () => setting.issuer.calls.filter((path) => path === '/keys').length

describe('a JWT that is judged offline (RFC 9068)', () => {
  it('is accepted, and its claims are the principal', async () => {
    const token = await setting.issuer.jwt({ scope: 'read', auth_time: seconds - 5, act: { sub: 'bot' } })
    expect(asPrincipal(await setting.judge(token))).toMatchObject({
      issuer: 'https://issuer.test',
      subject: 'ada',
      client: 'app',
      scopes: ['read'],
      authTime: noon - 5_000,
      actor: { subject: 'bot', issuer: null },
    })
    expect(setting.issuer.calls).not.toContain('/introspect')
  })

  it.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const)(
    'may be signed by %s (JOSE-1)',
    async (alg) => {
      const other = await aSetting({ mode: 'offline' }, { alg })
      expect(await other.outcome(await other.issuer.jwt())).toBe('principal')
    },
  )

  it('may be signed only by what the issuer is allowed to use (JOSE-1)', async () => {
    const guard = setting.another({ jwt: { profile: 'rfc9068', algorithms: ['RS256'] } })
    expect(outcomeOf(await guard(bearer(await setting.issuer.jwt())))).toBe('algorithm_refused')
  })

  it.each([
    ['at+jwt', 'principal'],
    ['AT+JWT', 'principal'],
    ['application/at+jwt', 'principal'],
    ['JWT', 'token_kind_wrong'],
    ['dpop+jwt', 'token_kind_wrong'],
    ['logout+jwt', 'token_kind_wrong'],
    ['client-authentication+jwt', 'token_kind_wrong'],
    ['oauth-authz-req+jwt', 'token_kind_wrong'],
    ['token-introspection+jwt', 'token_kind_wrong'],
    ['secevent+jwt', 'token_kind_wrong'],
    [undefined, 'token_kind_wrong'],
  ])('of the type %j is judged: %s (AT-1, JOSE-4)', async (typ, expected) => {
    expect(await setting.outcome(await setting.issuer.jwt({}, { typ }))).toBe(expected)
  })

  it.each([
    ['another issuer', { iss: 'https://evil.test' }, 'wrong_issuer'],
    ['no issuer', { iss: undefined }, 'wrong_issuer'],
    ['another audience', { aud: ['other'] }, 'wrong_audience'],
    ['no audience', { aud: undefined }, 'token_kind_wrong'],
    ['an end that has come', { exp: seconds }, 'expired'],
    ['no end', { exp: undefined }, 'token_kind_wrong'],
    ['an end in a text', { exp: '9999999999' }, 'token_malformed'],
    ['a beginning to come', { nbf: seconds + 31 }, 'not_yet_valid'],
    ['an issue to come', { iat: seconds + 31 }, 'not_yet_valid'],
    ['no subject', { sub: undefined }, 'token_kind_wrong'],
    ['an empty subject', { sub: '' }, 'subject_missing'],
    ['no client', { client_id: undefined }, 'token_kind_wrong'],
    ['no id', { jti: undefined }, 'token_kind_wrong'],
    ['an audience of numbers', { aud: [1] }, 'token_malformed'],
    ['a key that it is bound to (DPOP-6)', { cnf: { jkt: 'A'.repeat(43) } }, 'token_bound'],
    ['a certificate that it is bound to (MTLS-1)', { cnf: { 'x5t#S256': 'A'.repeat(43) } }, 'token_bound'],
    ['an unknown binding', { cnf: { jku: 'https://evil.test' } }, 'token_bound'],
    ['an empty binding', { cnf: {} }, 'token_bound'],
  ])('is refused with %s (AT-3, JOSE-5)', async (_, claims, reason) => {
    expect(asRefusal(await setting.judge(await setting.issuer.jwt(claims)))).toMatchObject({
      status: 401,
      reason,
    })
  })

  it('ends at the millisecond of exp, and may begin as much later as clocks may differ (JOSE-5)', async () => {
    const token = await setting.issuer.jwt({ exp: seconds + 1, nbf: seconds + 30 })
    expect(await setting.outcome(token)).toBe('principal')
    setting.clock.now = noon + 999
    expect(await setting.outcome(token)).toBe('principal')
    setting.clock.now = noon + 1_000
    expect(await setting.outcome(token)).toBe('expired')
  })

  it('is not judged again in its window, and no longer than that', async () => {
    const token = await setting.issuer.jwt()
    const first = await setting.judge(token)
    expect(await setting.judge(token)).toBe(first)
    expect(setting.judged.map(({ source }) => source)).toEqual(['keys', 'memory'])
    setting.clock.now = noon + 30_000
    expect(await setting.judge(token)).not.toBe(first)
  })
})

describe("the profile of ZITADEL's JWTs (AT-2, contract 6.5)", () => {
  beforeEach(async () => {
    setting = await aSetting({ mode: 'offline', jwt: { profile: 'zitadel' } })
  })
  const jwt = (claims = {}, typ: string | undefined = 'JWT') =>
    setting.issuer.jwt({ nbf: seconds, jti: 'V2_1-at_2', ...claims }, { typ })

  it('takes what ZITADEL signs, and at+jwt should it come to that', async () => {
    expect(await setting.outcome(await jwt())).toBe('principal')
    expect(await setting.outcome(await jwt({}, 'at+jwt'))).toBe('principal')
    expect(await setting.outcome(await jwt({}, 'logout+jwt'))).toBe('token_kind_wrong')
  })

  it.each([
    'nonce',
    'at_hash',
    'c_hash',
    's_hash',
    'azp',
    'sid',
    'auth_time',
    'events',
    'token_introspection',
  ])('takes no token with the claim %s: that is of another kind (AT-2, JOSE-4)', async (claim) => {
    expect(await setting.outcome(await jwt({ [claim]: claim === 'auth_time' ? seconds : 'x' }))).toBe(
      'token_kind_wrong',
    )
  })

  it('takes no ID token of the same project, as ZITADEL makes them (AT-2)', async () => {
    const idToken = await jwt({
      jti: undefined,
      nonce: 'n',
      azp: 'app',
      at_hash: 'h',
      sid: '1',
      amr: ['pwd'],
    })
    expect(asRefusal(await setting.judge(idToken))).toMatchObject({
      reason: 'token_kind_wrong',
      detail: expect.stringContaining('ID token'),
    })
  })

  it('is never silent about scopes as if there were none: what is not said is null', async () => {
    expect(asPrincipal(await setting.judge(await jwt())).scopes).toBeNull()
  })
})

describe('attacks on the signature (RFC 8725)', () => {
  const claims = () => ({
    iss: 'https://issuer.test',
    sub: 'eve',
    aud: 'api',
    client_id: 'app',
    jti: 'x',
    iat: seconds,
    exp: seconds + 600,
  })
  const raw = (header: unknown, payload: unknown = claims(), signature = 'c2ln') =>
    `${part(header)}.${part(payload)}.${signature}`
  const base = () => ({ alg: 'ES256', kid: setting.issuer.publicJwk().kid ?? '', typ: 'at+jwt' })

  it.each(['none', 'None', 'nOnE', 'NONE', 'HS256', 'HS384', 'HS512', '', 'ES256K', 'dir', 'RSA1_5'])(
    'by the algorithm %j are refused before a key is looked for (JOSE-1)',
    async (alg) => {
      for (const signature of ['', 'c2ln'])
        expect(await setting.outcome(raw({ ...base(), alg }, claims(), signature))).toMatch(
          signature === '' ? /token_malformed/ : /algorithm_refused/,
        )
      expect(keyReads()).toBe(0)
    },
  )

  it('by an HMAC with the public key are refused (JOSE-1)', async () => {
    const rsa = await aSetting({ mode: 'offline' }, { alg: 'RS256' })
    const jwk = rsa.issuer.publicJwk()
    const pem = await exportSPKI((await importJWK(jwk, 'RS256')) as never)
    for (const secret of [pem, JSON.stringify(jwk), jwk.n ?? '']) {
      const signed = `${part({ alg: 'HS256', kid: jwk.kid, typ: 'at+jwt' })}.${part(claims())}`
      const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
      expect(await rsa.outcome(token)).toBe('algorithm_refused')
    }
  })

  it('by a key that the token brings or names are refused (JOSE-2)', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'evil' }
    const url = 'https://evil.test/keys'
    for (const more of [{ jwk }, { jku: url }, { x5u: url }, { x5c: ['MII'] }]) {
      const token = await new SignJWT(claims())
        .setProtectedHeader({ ...base(), ...more } as { alg: string })
        .sign(privateKey)
      expect(await setting.outcome(token)).toBe('header_refused')
    }
    expect(setting.issuer.calls.filter((path) => path.includes('evil'))).toEqual([])
  })

  it('by another key under the right kid, or one of another kind, are refused (JOSE-2)', async () => {
    for (const alg of ['ES256', 'RS256', 'EdDSA']) {
      const { privateKey } = await generateKeyPair(alg)
      const token = await new SignJWT(claims()).setProtectedHeader({ ...base(), alg }).sign(privateKey)
      expect(await setting.outcome(token)).toMatch(/signature_invalid|key_unknown/)
    }
  })

  it.each([
    '../../dev/null',
    "' OR 1=1 --",
    '/proc/self/environ',
    'x'.repeat(257),
    '',
    undefined,
    1,
    ['1'],
    { kid: '1' },
    null,
  ])('by the kid %j are refused, and it is used for nothing (JOSE-2, JOSE-3)', async (kid) => {
    expect(await setting.outcome(raw({ ...base(), kid }))).toBe('key_unknown')
    expect(setting.issuer.calls.every((path) => !path.includes('proc'))).toBe(true)
  })

  it.each([{ crit: ['exp'] }, { crit: [] }, { crit: ['b64'], b64: false }, { b64: false }, { crit: 'x' }])(
    'by an extension that must be understood are refused: %j (JOSE-5)',
    async (more) => {
      expect(await setting.outcome(raw({ ...base(), ...more }))).toBe('header_refused')
    },
  )

  it('by two readings of one text are refused (JOSE-5)', async () => {
    const good = await setting.issuer.jwt()
    const [header = '', payload = '', signature = ''] = good.split('.')
    const doubled = Buffer.from(payload, 'base64url').toString().replace('{', '{"sub":"eve",')
    expect(await setting.outcome(`${header}.${part(doubled)}.${signature}`)).toBe('token_malformed')
    const broken = Buffer.concat([Buffer.from('{"sub":"'), Buffer.of(0xff), Buffer.from('"}')]).toString(
      'base64url',
    )
    expect(await setting.outcome(`${header}.${broken}.${signature}`)).toBe('token_malformed')
    expect(await setting.outcome(`${good}=`)).toBe('token_malformed')
  })

  it('by sheer size are refused before anything is read (JOSE-5)', async () => {
    const huge = raw(base(), { ...claims(), filler: 'x'.repeat(1_048_576) })
    expect(await setting.outcome(huge)).toBe('token_too_long')
    expect(keyReads()).toBe(0)
    const deep = raw(base(), `${'{"a":'.repeat(900)}1${'}'.repeat(900)}`)
    expect(await setting.outcome(deep)).toBe('wrong_issuer')
  })

  it('by moving parts of good tokens about never succeed, whatever is moved', async () => {
    const good = await setting.issuer.jwt()
    const other = await setting.issuer.jwt({ sub: 'eve', aud: 'other' })
    const pieces = [...good.split('.'), ...other.split('.'), part(base()), part(claims()), '', 'c2ln']
    const piece = fc.oneof(fc.constantFrom(...pieces), fc.base64String({ maxLength: 60 }))
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 6 }), async (parts) => {
        const token = parts.join('.')
        if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) return
        const judged = await setting.judge(token)
        expect(outcomeOf(judged) === 'principal' ? token : 'refused').toBe(
          outcomeOf(judged) === 'principal' ? good : 'refused',
        )
      }),
      { numRuns: 300 },
    )
  })

  it('by changing one character of a good token never succeed', async () => {
    const good = await setting.issuer.jwt()
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.constantFrom(...'AZaz09-_.'), async (at, character) => {
        const token = good.slice(0, at) + character + good.slice(at + 1)
        expect((await setting.outcome(token)) === 'principal').toBe(token === good)
      }),
      { numRuns: 200 },
    )
  })

  it('by any header whatever never succeed without the signature', async () => {
    const header = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          alg: fc.constantFrom('ES256', 'none', 'HS256', 1),
          kid: fc.constantFrom('1', '2'),
          typ: fc.constant('at+jwt'),
          crit: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    )
    await fc.assert(
      fc.asyncProperty(header, fc.base64String({ maxLength: 90 }), async (value, signature) => {
        const token = raw(value, claims(), signature.replaceAll(/[+/=]/g, 'A'))
        expect(asRefusal(await setting.judge(token)).status).toBe(401)
      }),
      { numRuns: 200 },
    )
  })
})

describe("the issuer's keys (JOSE-3)", () => {
  it('are read once, however many tokens come at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => setting.issuer.jwt()))
    for (const judged of await Promise.all(tokens.map((token) => setting.judge(token)))) asPrincipal(judged)
    expect(keyReads()).toBe(1)
  })

  it('are read again for a key that they do not hold, so that a rotation is followed at once', async () => {
    await setting.outcome(await setting.issuer.jwt())
    await setting.issuer.rotate()
    expect(await setting.outcome(await setting.issuer.jwt())).toBe('principal')
    expect(keyReads()).toBe(2)
  })

  it('are read once in 30 s for a flood of invented key ids, and each of those is then known for 60 s', async () => {
    await setting.outcome(await setting.issuer.jwt())
    const invented = (kid: string) => setting.issuer.jwt({}, { kid })
    for (let n = 0; n < 50; n += 1) expect(await setting.outcome(await invented(`k${n}`))).toBe('key_unknown')
    expect(keyReads()).toBe(2)
    setting.clock.now = noon + 29_999
    await setting.outcome(await invented('again'))
    expect(keyReads()).toBe(2)
    setting.clock.now = noon + 30_000
    expect(await setting.outcome(await invented('k0'))).toBe('key_unknown')
    expect(keyReads()).toBe(2)
    await setting.outcome(await invented('yet another'))
    expect(keyReads()).toBe(3)
    setting.clock.now = noon + 60_000
    expect(await setting.outcome(await invented('k0'))).toBe('key_unknown')
    expect(keyReads()).toBe(4)
  })

  it('stop working when they have left the set: within five minutes', async () => {
    const old = await setting.issuer.jwt()
    expect(await setting.outcome(old)).toBe('principal')
    await setting.issuer.rotate({ drop: true })
    setting.clock.now = noon + 299_999
    expect(await setting.outcome(old)).toBe('principal')
    setting.clock.now = noon + 330_000
    expect(await setting.outcome(old)).toBe('key_unknown')
  })

  it('that cannot be read are no fault of the caller: 503 and an event', async () => {
    setting.issuer.down = true
    const token = await setting.issuer.jwt()
    expect(asRefusal(await setting.judge(token))).toMatchObject({ status: 503, reason: 'issuer_unreachable' })
    expect(setting.events).toContainEqual(expect.objectContaining({ name: 'guard.issuer_failed' }))
    setting.issuer.down = false
    expect(await setting.outcome(token)).toBe('principal')
  })

  it('may be used past their time only where that was asked for, and only while they cannot be read', async () => {
    const patient = setting.another({ cache: { staleWhileUnreachableSeconds: 60 } })
    const strict = setting.another()
    const judge = async (guard: typeof patient) => outcomeOf(await guard(bearer(await setting.issuer.jwt())))
    expect([await judge(patient), await judge(strict)]).toEqual(['principal', 'principal'])
    setting.issuer.down = true
    setting.clock.now = noon + 359_999
    expect([await judge(patient), await judge(strict)]).toEqual(['principal', 'issuer_unreachable'])
    setting.clock.now = noon + 360_000
    expect(await judge(patient)).toBe('issuer_unreachable')
  })

  it('are not used past their time when their address answers, but no set', async () => {
    let document: unknown
    const fetch = async (url: string, init: RequestInit) =>
      document !== undefined && url.endsWith('/keys')
        ? Response.json(document)
        : setting.issuer.fetch(url, init)
    const patient = setting.another({ fetch, cache: { staleWhileUnreachableSeconds: 60 } })
    asPrincipal(await patient(bearer(await setting.issuer.jwt())))
    document = { keys: {} }
    setting.clock.now = noon + 300_000
    expect(outcomeOf(await patient(bearer(await setting.issuer.jwt())))).toBe('answer_unusable')
  })

  it('that cannot be read are not asked for by every token while old ones are used', async () => {
    const patient = setting.another({ cache: { staleWhileUnreachableSeconds: 3600 } })
    asPrincipal(await patient(bearer(await setting.issuer.jwt())))
    setting.issuer.down = true
    setting.clock.now = noon + 300_000
    for (let n = 0; n < 20; n += 1) asPrincipal(await patient(bearer(await setting.issuer.jwt())))
    expect(keyReads()).toBe(1 + 5)
  })

  it('are no secrets: a symmetric one in the set is not used (JOSE-1)', async () => {
    const secret = Buffer.alloc(32, 7)
    const fetch = async (url: string, init: RequestInit) =>
      url.endsWith('/keys')
        ? Response.json({ keys: [{ kty: 'oct', k: secret.toString('base64url'), kid: '1' }] })
        : setting.issuer.fetch(url, init)
    const guard = setting.another({ fetch })
    expect(outcomeOf(await guard(bearer(await setting.issuer.jwt())))).toBe('key_unknown')
  })

  const withKeys = (...keys: readonly object[]) =>
    setting.another({
      fetch: async (url, init) =>
        url.endsWith('/keys') ? Response.json({ keys }) : setting.issuer.fetch(url, init),
    })

  it('have one name each: of two that a token could mean none is used (JOSE-2)', async () => {
    const own = setting.issuer.publicJwk()
    const other = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)
    const rsa = await exportJWK((await generateKeyPair('RS256', { extractable: true })).publicKey)
    const judge = async (guard: typeof setting.guard) =>
      outcomeOf(await guard(bearer(await setting.issuer.jwt())))
    expect(await judge(withKeys(own, { ...other, kid: own.kid }))).toBe('key_unknown')
    expect(await judge(withKeys({ ...other, kid: own.kid }, own))).toBe('key_unknown')
    // those that cannot be meant do not stand in the way
    expect(await judge(withKeys({ ...rsa, kid: own.kid }, { ...other, kid: own.kid, use: 'enc' }, own))).toBe(
      'principal',
    )
  })

  it('have a name each: one without is none, for a token that names none either (JOSE-2)', async () => {
    const { kid: _, ...nameless } = setting.issuer.publicJwk()
    for (const kid of [undefined, '', null]) {
      const guard = withKeys(nameless, { ...nameless, kid })
      for (const key of [undefined, kid])
        expect(outcomeOf(await guard(bearer(await setting.issuer.jwt({}, { kid: key }))))).toBe('key_unknown')
    }
  })

  it.each([{ use: 'enc' }, { alg: 'ES384' }, { key_ops: ['sign'] }, { crv: 'P-384' }, { d: 'AQAB' }])(
    'are used for what they are there for: one with %j is none (JOSE-2)',
    async (more) => {
      const guard = withKeys({ ...setting.issuer.publicJwk(), ...more })
      expect(outcomeOf(await guard(bearer(await setting.issuer.jwt())))).toBe('key_unknown')
    },
  )

  it('are used by one algorithm after the other, each by its own rule (JOSE-1)', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const guard = withKeys({ ...(await exportJWK(publicKey)), kid: '1' })
    const claims = { iss: 'https://issuer.test', sub: 'ada', aud: 'api', client_id: 'app', jti: '1' }
    for (const alg of ['RS256', 'PS256', 'RS256', 'PS512']) {
      const token = await new SignJWT({ ...claims, iat: seconds, exp: seconds + 60 })
        .setProtectedHeader({ alg, kid: '1', typ: 'at+jwt' })
        .sign(privateKey)
      expect([alg, outcomeOf(await guard(bearer(token)))]).toEqual([alg, 'principal'])
    }
  })

  it.each([
    ['no list', { keys: {} }],
    ['a list of texts', { keys: ['x'] }],
    ['nothing', null],
  ])('in the form of %s are no set: 503', async (_, document) => {
    const fetch = async (url: string, init: RequestInit) =>
      url.endsWith('/keys') ? Response.json(document) : setting.issuer.fetch(url, init)
    expect(asRefusal(await setting.another({ fetch })(bearer(await setting.issuer.jwt()))).reason).toBe(
      'answer_unusable',
    )
  })

  it('come from the address that was given, without the metadata', async () => {
    const guard = setting.another({ jwt: { profile: 'rfc9068', jwksUri: 'https://issuer.test/keys' } })
    asPrincipal(await guard(bearer(await setting.issuer.jwt())))
    expect(setting.issuer.calls).toEqual(['/keys'])
  })
})
