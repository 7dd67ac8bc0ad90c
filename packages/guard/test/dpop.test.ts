import { createHash } from 'node:crypto'
import { parseChallenges } from '@postern/protocol'
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type DpopOptions,
  type Guard,
  type GuardOptions,
  type ReplayMemory,
  requireScope,
} from '../src/index.ts'
import { asPrincipal, asRefusal, noon } from './support/builders.ts'
import { aSetting, outcomeOf, part, type Setting } from './support/with-keys.ts'

interface Key {
  readonly privateKey: CryptoKey
  readonly jwk: JWK
  readonly jkt: string
}

async function aKey(alg = 'ES256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  return { privateKey, jwk, jkt: await calculateJwkThumbprint(jwk) }
}

const url = 'https://api.example/news'
const seconds = noon / 1000
let key: Key
let other: Key
let setting: Setting
let token: string
let count = 0

beforeAll(async () => {
  ;[key, other] = [await aKey(), await aKey()]
})
const withDpop = (dpop: DpopOptions = {}): Partial<GuardOptions> => ({
  publicUrl: 'https://api.example',
  dpop,
})
beforeEach(async () => {
  setting = await aSetting(withDpop())
  token = setting.issuer.opaque({ token_type: 'DPoP', cnf: { jkt: key.jkt } })
})

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')

/** A good proof, but for what is said otherwise. */
async function aProof(
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  { privateKey, jwk }: Pick<Key, 'privateKey' | 'jwk'> = key,
): Promise<string> {
  count += 1
  const all = { jti: `proof-${count}`, htm: 'GET', htu: url, iat: seconds, ath: hashOf(token), ...claims }
  return new SignJWT(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header } as { alg: string })
    .sign(privateKey)
}

interface Sent {
  readonly scheme?: string
  readonly proof?: string | null
  readonly url?: string
  readonly method?: string
  readonly token?: string
  readonly more?: Record<string, string>
}

async function send(sent: Sent = {}, guard: Guard = setting.guard) {
  const proof = sent.proof === undefined ? await aProof() : sent.proof
  const headers = new Headers(sent.more)
  headers.set('authorization', `${sent.scheme ?? 'DPoP'} ${sent.token ?? token}`)
  if (proof !== null) headers.set('dpop', proof)
  return guard({ method: sent.method ?? 'GET', url: sent.url ?? url, headers })
}
const outcome = async (sent?: Sent, guard?: Guard) => outcomeOf(await send(sent, guard))
const reasonOf = async (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
  outcome({ proof: await aProof(claims, header) })

describe('the worked example of the standard', () => {
  it('is a request that is accepted at its time: token, proof and key of RFC 9449 §7.1', async () => {
    const at = 1_562_262_618
    const exampleToken = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU'
    const proof =
      'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA'
    setting.clock.now = at * 1000
    const answer = {
      active: true,
      sub: 'someone@example.com',
      token_type: 'DPoP',
      aud: 'api',
      exp: at + 600,
      cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' },
    }
    const guard = setting.another({
      publicUrl: 'https://resource.example.org',
      fetch: async (asked, init) =>
        asked.endsWith('/introspect') ? Response.json(answer) : setting.issuer.fetch(asked, init),
    })
    const sent = { url: 'https://resource.example.org/protectedresource', token: exampleToken, proof }
    expect(asPrincipal(await send(sent, guard)).subject).toBe('someone@example.com')
    expect(await outcome(sent, guard)).toBe('proof_replayed')
  })
})

describe('a token that is bound to a key (RFC 9449)', () => {
  it('is accepted with a good proof, opaque or JWT, of any allowed algorithm', async () => {
    expect(await outcome()).toBe('principal')
    for (const alg of ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256']) {
      const own = await aKey(alg)
      token = await setting.issuer.jwt({ cnf: { jkt: own.jkt } })
      expect([alg, await outcome({ proof: await aProof({}, { alg }, own) })]).toEqual([alg, 'principal'])
    }
  })

  it('is refused without proof and by the scheme Bearer, with proof or without (DPOP-6)', async () => {
    expect(await outcome({ proof: null })).toBe('proof_missing')
    expect(await outcome({ scheme: 'Bearer', proof: null })).toBe('token_bound')
    expect(await outcome({ scheme: 'Bearer' })).toBe('token_bound')
  })

  it('is needed by the scheme DPoP: an unbound one is refused there (DPOP-6)', async () => {
    token = setting.issuer.opaque()
    expect(await outcome()).toBe('token_not_bound')
    expect(await outcome({ scheme: 'Bearer', proof: null })).toBe('principal')
    token = setting.issuer.opaque({ cnf: { 'x5t#S256': 'A'.repeat(43) } })
    expect(await outcome({}, setting.another({ ...withDpop(), mtls: {} }))).toBe('token_not_bound')
  })

  it('and to a certificate needs both: a good proof alone does not do (MTLS-1)', async () => {
    token = setting.issuer.opaque({ cnf: { jkt: key.jkt, 'x5t#S256': 'A'.repeat(43) } })
    expect(await outcome({}, setting.another({ ...withDpop(), mtls: {} }))).toBe('certificate_missing')
  })

  it('is needed at all where that is required', async () => {
    const guard = setting.another(withDpop({ required: true }))
    expect(await outcome({}, guard)).toBe('principal')
    token = setting.issuer.opaque()
    const refusal = asRefusal(await send({ scheme: 'Bearer', proof: null }, guard))
    expect(refusal.reason).toBe('token_not_bound')
    expect(parseChallenges(refusal.headers['www-authenticate'] ?? '').map(({ scheme }) => scheme)).toEqual([
      'dpop',
    ])
    token = setting.issuer.opaque({ cnf: { 'x5t#S256': 'A'.repeat(43) } })
    const both = setting.another({ ...withDpop({ required: true }), mtls: {} })
    expect(await outcome({ scheme: 'Bearer', proof: null }, both)).toBe('token_not_bound')
  })

  it('is refused by a guard that was not told to check proofs', async () => {
    const guard = (await aSetting()).guard
    expect(await outcome({}, guard)).toBe('other_scheme')
    const { another } = setting
    expect(await outcome({ scheme: 'Bearer' }, another(withDpop()))).toBe('token_bound')
  })
})

describe('a proof', () => {
  it.each([
    ['another typ', {}, { typ: 'JWT' }],
    ['a typ in other letters', {}, { typ: 'DPOP+JWT' }],
    ['no typ', {}, { typ: undefined }],
    ['no key', {}, { jwk: undefined }],
    ['no id', { jti: undefined }, {}],
    ['an id of a megabyte', { jti: 'x'.repeat(1_048_576) }, {}],
    ['an id that is too long', { jti: 'x'.repeat(257) }, {}],
    ['no method', { htm: undefined }, {}],
    ['no address', { htu: undefined }, {}],
    ['no time', { iat: undefined }, {}],
    ['a time in a text', { iat: String(seconds) }, {}],
  ])('is none with %s (DPOP-1)', async (_, claims, header) => {
    expect(await reasonOf(claims, header)).toBe('proof_malformed')
  })

  it('is none with a private key in it, or a symmetric one (DPOP-1)', async () => {
    const jwk = await exportJWK(key.privateKey)
    expect(await reasonOf({}, { jwk })).toBe('proof_malformed')
    const [, claims = ''] = (await aProof()).split('.')
    for (const header of [
      { alg: 'none', typ: 'dpop+jwt', jwk: key.jwk },
      { alg: 'HS256', typ: 'dpop+jwt', jwk: { kty: 'oct', k: 'c2VjcmV0' } },
      { alg: 'HS256', typ: 'dpop+jwt', jwk: key.jwk },
      { alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk, crit: ['x'] },
    ])
      expect(await outcome({ proof: `${part(header)}.${claims}.c2ln` })).toBe('proof_malformed')
  })

  it('is one: two headers, an empty one or something else are refused (DPOP-1)', async () => {
    for (const proof of [`${await aProof()}, ${await aProof()}`, '', 'x', `${await aProof()}=`])
      expect(await outcome({ proof })).toBe('proof_malformed')
  })

  it('is signed by the key that it holds (DPOP-1)', async () => {
    const byOther = await aProof({}, {}, { privateKey: other.privateKey, jwk: key.jwk })
    expect(await outcome({ proof: byOther })).toBe('proof_invalid')
    const [header = '', claims = '', signature = ''] = (await aProof()).split('.')
    for (const forged of ['AAAA', signature.slice(0, -2), `${signature}AA`, 'A'.repeat(86)])
      expect(await outcome({ proof: `${header}.${claims}.${forged}` })).toBe('proof_invalid')
  })

  it('is no use of a key for something else than it is for (DPOP-1)', async () => {
    for (const more of [{ alg: 'ES384' }, { use: 'enc' }, { key_ops: ['sign'] }, { key_ops: 'verify' }])
      expect(await outcome({ proof: await aProof({}, { jwk: { ...key.jwk, ...more } }) })).toBe(
        'proof_invalid',
      )
    const rsa = await aKey('RS256')
    token = setting.issuer.opaque({ cnf: { jkt: rsa.jkt } })
    expect(await outcome({ proof: await aProof({}, { jwk: rsa.jwk }) })).toBe('proof_invalid')
  })

  it('by a key that anybody sends is refused before that key is used (DPOP-3)', async () => {
    for (const jwk of [other.jwk, { kty: 'RSA', n: 'A'.repeat(4_000), e: 'A'.repeat(1_000) }, { kty: 'EC' }])
      expect(await outcome({ proof: await aProof({}, { jwk }) })).toBe('key_mismatch')
  })

  it('is signed by the key that the token is bound to (DPOP-3)', async () => {
    expect(await outcome({ proof: await aProof({}, {}, other) })).toBe('key_mismatch')
  })

  it('is made for this token (DPOP-3)', async () => {
    for (const ath of [
      hashOf('other'),
      undefined,
      hashOf(token).slice(1),
      createHash('sha256').update(token).digest('hex'),
    ])
      expect(await reasonOf({ ath })).toBe('proof_of_other_token')
  })

  it.each([
    ['https://API.example:443/news', 'principal'],
    ['https://api.example/news?x=1#y', 'principal'],
    ['https://api.example/a/../news', 'principal'],
    ['https://api.example/%6eews', 'principal'],
    ['http://api.example/news', 'proof_elsewhere'],
    ['https://api.example:8443/news', 'proof_elsewhere'],
    ['https://evil.example/news', 'proof_elsewhere'],
    ['https://api.example/news/', 'proof_elsewhere'],
    ['https://api.example/NEWS', 'proof_elsewhere'],
    ['https://api.example@evil.example/news', 'proof_elsewhere'],
    ['/news', 'proof_elsewhere'],
  ])('for %s: %s (DPOP-2)', async (htu, expected) => {
    expect(await reasonOf({ htu })).toBe(expected)
  })

  it('is made for this method, to the letter (DPOP-2)', async () => {
    for (const htm of ['POST', 'get', 'GET ']) expect(await reasonOf({ htm })).toBe('proof_elsewhere')
    expect(await outcome({ method: 'POST', proof: await aProof({ htm: 'POST' }) })).toBe('principal')
  })

  it('is compared with the public address, whatever the request says of its host (DPOP-2)', async () => {
    const more = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }
    expect(await outcome({ url: '/news?page=2', more })).toBe('principal')
    expect(await outcome({ url: 'http://10.0.0.1:3000/news', more })).toBe('principal')
    const evil = await aProof({ htu: 'https://evil.example/news' })
    expect(await outcome({ url: 'https://evil.example/news', more, proof: evil })).toBe('proof_elsewhere')
    const below = setting.another({ ...withDpop(), publicUrl: 'https://api.example/v1' })
    expect(
      await outcome({ url: '/news', proof: await aProof({ htu: 'https://api.example/v1/news' }) }, below),
    ).toBe('principal')
    const doubled = await aProof({ htu: 'https://api.example//news' })
    expect(await outcome({ url: '//news', proof: doubled })).toBe('principal')
  })

  it('is new: at most 60 s old, and ahead by the tolerance of clocks (DPOP-4)', async () => {
    for (const [iat, expected] of [
      [seconds - 60, 'principal'],
      [seconds - 60.001, 'proof_not_recent'],
      [seconds + 30, 'principal'],
      [seconds + 30.001, 'proof_not_recent'],
    ] as const)
      expect([iat, await reasonOf({ iat })]).toEqual([iat, expected])
  })

  it('is used once, also by many who race, and for each key by itself (DPOP-5)', async () => {
    const proof = await aProof()
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => outcome({ proof })))
    expect(outcomes.filter((one) => one === 'principal')).toHaveLength(1)
    expect(outcomes.filter((one) => one === 'proof_replayed')).toHaveLength(9)
    setting.clock.now = noon + 60_000
    expect(await outcome({ proof })).toBe('proof_replayed')
    setting.clock.now = noon + 60_001
    expect(await outcome({ proof })).toBe('proof_not_recent')
    setting.clock.now = noon
    const same = { jti: 'same' }
    expect(await reasonOf(same)).toBe('principal')
    token = setting.issuer.opaque({ cnf: { jkt: other.jkt } })
    expect(await outcome({ proof: await aProof(same, {}, other) })).toBe('principal')
  })

  it('that is refused for another reason is not used up (DPOP-5)', async () => {
    const proof = await aProof()
    expect(await outcome({ proof, method: 'POST' })).toBe('proof_elsewhere')
    expect(await outcome({ proof })).toBe('principal')
  })

  it('is used once across processes that share their memory, which learns hashes of bounded length only (DPOP-5)', async () => {
    const seen = new Set<string>()
    const replays: ReplayMemory = {
      addOnce: async (name) => !seen.has(name) && seen.add(name) !== undefined,
    }
    const [one, two] = [setting.another(withDpop({ replays })), setting.another(withDpop({ replays }))]
    const proof = await aProof({ jti: 'canary'.repeat(40) })
    expect(await outcome({ proof }, one)).toBe('principal')
    expect(await outcome({ proof }, two)).toBe('proof_replayed')
    expect([...seen]).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}$/)])
  })

  it.each([
    ['fails', () => Promise.reject(new Error('secret connection string'))],
    ['keeps silent', () => new Promise<never>(() => {})],
  ])('is refused by 503 where the memory %s: nobody can say whether it was used', async (_, addOnce) => {
    const guard = setting.another({ ...withDpop({ replays: { addOnce } }), timeoutMs: 5 })
    expect(asRefusal(await send({}, guard))).toMatchObject({ status: 503, reason: 'replays_unknown' })
    expect(setting.events).toContainEqual(expect.objectContaining({ name: 'guard.replays_unknown' }))
  })

  it('is not taken for used because the memory answers something else than true', async () => {
    const addOnce = (async () => 'yes') as unknown as ReplayMemory['addOnce']
    expect(await outcome({}, setting.another(withDpop({ replays: { addOnce } })))).toBe('proof_replayed')
  })
})

describe('nonces of the server (RFC 9449 §9, DPOP-7)', () => {
  const secret = new Uint8Array(32).fill(1)
  let guard: Guard
  beforeEach(() => {
    guard = setting.another(withDpop({ nonce: { secret } }))
  })

  it('are asked for by 401 use_dpop_nonce, and the proof with it is accepted', async () => {
    const refusal = asRefusal(await send({}, guard))
    expect(refusal).toMatchObject({
      status: 401,
      reason: 'proof_without_nonce',
      problem: { code: 'NONCE_REQUIRED' },
    })
    expect(parseChallenges(refusal.headers['www-authenticate'] ?? '')[0]).toMatchObject({
      scheme: 'dpop',
      parameters: { error: 'use_dpop_nonce' },
    })
    const nonce = refusal.headers['dpop-nonce'] ?? ''
    expect(nonce).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(await outcome({ proof: await aProof({ nonce }) }, guard)).toBe('principal')
  })

  it('are good at every process with the secret, for their time and as long again', async () => {
    token = setting.issuer.opaque({ cnf: { jkt: key.jkt }, exp: seconds + 3600 })
    const nonce = asRefusal(await send({}, guard)).headers['dpop-nonce'] ?? ''
    const at = async (ms: number, by = guard) => {
      setting.clock.now = noon + ms
      return outcome({ proof: await aProof({ nonce, iat: (noon + ms) / 1000 }) }, by)
    }
    expect(await at(1, setting.another(withDpop({ nonce: { secret } })))).toBe('principal')
    expect(await at(599_000)).toBe('principal')
    expect(await at(600_000)).toBe('proof_without_nonce')
    expect(await at(0, setting.another(withDpop({ nonce: { secret: secret.map(() => 2) } })))).toBe(
      'proof_without_nonce',
    )
  })

  it('are not what somebody makes up', async () => {
    for (const nonce of ['x', hashOf('x'), ''])
      expect(await outcome({ proof: await aProof({ nonce }) }, guard)).toMatch(
        /proof_without_nonce|proof_malformed/,
      )
  })
})

describe('challenges (AT-7, RFC 9449 §7.1)', () => {
  const schemes = (refusal: { headers: Readonly<Record<string, string>> }) =>
    parseChallenges(refusal.headers['www-authenticate'] ?? '').map(({ scheme, parameters }) => [
      scheme,
      parameters['error'],
    ])

  it('offer both schemes, and say what was wrong in the one that was tried', async () => {
    const without = asRefusal(await setting.guard({ method: 'GET', url, headers: new Headers() }))
    expect(schemes(without)).toEqual([
      ['bearer', undefined],
      ['dpop', undefined],
    ])
    expect(parseChallenges(without.headers['www-authenticate'] ?? '')[1]?.parameters['algs']).toBe(
      'ES256 ES384 ES512 EdDSA Ed25519 PS256 RS256',
    )
    for (const [sent, expected] of [
      [{ token: 'bad' }, ['dpop', 'invalid_token']],
      [{ token: 'bad', scheme: 'Bearer', proof: null }, ['bearer', 'invalid_token']],
      [{ proof: 'x' }, ['dpop', 'invalid_dpop_proof']],
      [{ scheme: 'Bearer' }, ['bearer', 'invalid_token']],
    ] as const)
      expect(schemes(asRefusal(await send(sent)))[0]).toEqual(expected)
    const denied = asRefusal(
      await setting.guard(
        {
          method: 'GET',
          url,
          headers: new Headers({ authorization: `DPoP ${token}`, dpop: await aProof() }),
        },
        requireScope('x'),
      ),
    )
    expect(schemes(denied)[0]).toEqual(['dpop', 'insufficient_scope'])
  })

  it('hold neither token nor proof', async () => {
    const proof = await aProof({ htu: 'https://evil.example/' })
    const seen = JSON.stringify([await send({ proof }), setting.events])
    expect(seen).not.toContain(token)
    expect(seen).not.toContain(proof)
  })
})
