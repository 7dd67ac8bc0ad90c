import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import {
  decodeBase64Url,
  encodeBase64Url,
  parseUnverifiedJwt,
  type SignatureAlgorithm,
  signatureAlgorithms,
} from '@postern/protocol'
import fc from 'fast-check'
import { compactVerify, importJWK, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { algorithms } from './algorithms.ts'
import { createSignatureCheck } from './signature-check.ts'

interface Pair {
  readonly privateKey: KeyObject
  readonly jwk: Record<string, unknown>
}

const pairOf = ({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): Pair => ({
  privateKey,
  jwk: { ...publicKey.export({ format: 'jwk' }) },
})
const curve = (namedCurve: string) => pairOf(generateKeyPairSync('ec', { namedCurve }))
const rsa = pairOf(generateKeyPairSync('rsa', { modulusLength: 2048 }))
const [p256, p384, p521] = [curve('P-256'), curve('P-384'), curve('P-521')]
const ed25519 = pairOf(generateKeyPairSync('ed25519'))
const ed448 = pairOf(generateKeyPairSync('ed448'))

const pairs: Readonly<Record<SignatureAlgorithm, Pair>> = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: p256,
  ES384: p384,
  ES512: p521,
  EdDSA: ed25519,
  Ed25519: ed25519,
}
const curves = ['ES256', 'ES384', 'ES512'] as const
const whole = { ES256: 32, ES384: 48, ES512: 66 } as const

const signed = (alg: SignatureAlgorithm, claims: Record<string, unknown> = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(pairs[alg].privateKey)

const checks = new Map(signatureAlgorithms.map((alg) => [alg, createSignatureCheck(pairs[alg].jwk, alg)]))

/** What ours says of a token. */
function isGood(token: string, alg: SignatureAlgorithm): boolean {
  const jwt = parseUnverifiedJwt(token)
  return typeof jwt === 'object' && checks.get(alg)?.(jwt) === true
}

/** What `jose` says of it. */
async function isGoodForJose(token: string, alg: SignatureAlgorithm): Promise<boolean> {
  try {
    await compactVerify(token, await importJWK(pairs[alg].jwk, alg), { algorithms: [alg] })
    return true
  } catch {
    return false
  }
}

const withSignature = (token: string, signature: Uint8Array): string =>
  `${token.slice(0, token.lastIndexOf('.'))}.${encodeBase64Url(signature)}`
const signatureOf = (token: string): Uint8Array => decodeBase64Url(token.slice(token.lastIndexOf('.') + 1))

describe.each(signatureAlgorithms)('a signature by %s (RFC 7518 §3.1)', (alg) => {
  it('that jose makes is good, and one that is made here is good for jose', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (claims) => {
        const text = `${encodeBase64Url(Buffer.from(`{"alg":"${alg}"}`))}.${encodeBase64Url(Buffer.from(JSON.stringify(claims)))}`
        const { hash, input } = algorithms[alg]
        const ours = `${text}.${encodeBase64Url(sign(hash, Buffer.from(text), input(pairs[alg].privateKey)))}`
        expect(isGood(ours, alg)).toBe(true)
        expect(await isGoodForJose(ours, alg)).toBe(true)
        expect(isGood(await signed(alg, JSON.parse(JSON.stringify(claims))), alg)).toBe(true)
      }),
      { numRuns: 10 },
    )
  })

  it('is good for nothing as soon as one bit of the token is another, all of them tried (JOSE-1)', async () => {
    const token = await signed(alg)
    const good = []
    for (let at = 0; at < token.length; at += 1)
      for (let bit = 0; bit < 7; bit += 1) {
        const changed = String.fromCharCode(token.charCodeAt(at) ^ (1 << bit))
        if (isGood(token.slice(0, at) + changed + token.slice(at + 1), alg)) good.push([at, bit])
      }
    expect(good).toEqual([])
  })

  it('that is good for us is good for jose, whatever was done to it', async () => {
    const token = await signed(alg)
    const signature = signatureOf(token)
    const changed = fc.oneof(
      fc.uint8Array({ minLength: signature.length, maxLength: signature.length }),
      fc
        .nat(signature.length)
        .map((at) => Buffer.concat([signature.subarray(at), signature.subarray(0, at)])),
    )
    await fc.assert(
      fc.asyncProperty(changed, async (bytes) => {
        const other = withSignature(token, bytes)
        expect(isGood(other, alg)).toBe(await isGoodForJose(other, alg))
      }),
      { numRuns: 30 },
    )
  })

  it('is refused with any one bit of its octets changed', async () => {
    const token = await signed(alg)
    const signature = signatureOf(token)
    fc.assert(
      fc.property(fc.nat(signature.length * 8 - 1), (bit) => {
        const other = signature.map((octet, at) => (at === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet))
        expect(isGood(withSignature(token, other), alg)).toBe(false)
      }),
    )
  })

  it('has one length: shorter, longer and empty ones are refused (JOSE-5)', async () => {
    const token = await signed(alg)
    const signature = signatureOf(token)
    expect(isGood(withSignature(token, signature), alg)).toBe(true)
    const zero = Uint8Array.of(0)
    for (const other of [
      signature.subarray(1),
      signature.subarray(0, -1),
      Buffer.concat([signature, zero]),
      Buffer.concat([zero, signature]),
      Buffer.concat([signature, signature]),
      new Uint8Array(signature.length),
      new Uint8Array(signature.length).fill(0xff),
      new Uint8Array(1),
      new Uint8Array(0),
    ])
      expect(isGood(withSignature(token, other), alg)).toBe(false)
  })

  it('is one by no other algorithm, though the key be the same (JOSE-1)', async () => {
    const token = await signed(alg)
    const { jwk } = pairs[alg]
    const jwt = parseUnverifiedJwt(token)
    const takers = signatureAlgorithms.filter(
      (one) => typeof jwt === 'object' && createSignatureCheck(jwk, one)?.(jwt) === true,
    )
    expect(takers).toEqual(alg === 'EdDSA' || alg === 'Ed25519' ? ['EdDSA', 'Ed25519'] : [alg])
  })

  it('is checked by no key of another type or on another curve (JOSE-1, JOSE-2)', () => {
    for (const { jwk } of [rsa, p256, p384, p521, ed25519, ed448])
      expect(createSignatureCheck(jwk, alg) !== undefined).toBe(jwk === pairs[alg].jwk)
    const own = pairs[alg].jwk
    for (const kty of ['oct', 'EC', 'RSA', 'OKP', 'AKP', '', 'constructor', [own['kty']], undefined])
      expect(createSignatureCheck({ ...own, kty }, alg) !== undefined).toBe(kty === own['kty'])
  })

  it.each([
    [{ alg: 'none' }, false],
    [{ alg: 'HS256' }, false],
    [{ alg: null }, false],
    [{ use: 'enc' }, false],
    [{ use: 'SIG' }, false],
    [{ use: null }, false],
    [{ key_ops: ['sign'] }, false],
    [{ key_ops: [] }, false],
    [{ key_ops: ['verify', 'verify'] }, false],
    [{ key_ops: 'verify' }, false],
    [{ key_ops: { includes: 'verify' } }, false],
    [{ d: 'AQAB' }, false],
    [{ use: 'sig' }, true],
    [{ key_ops: ['verify'] }, true],
    [{ x5c: ['MII'], kid: 'x' }, true],
  ])('is checked by a key that says %j of itself: %j (JOSE-2)', (more, expected) => {
    expect(createSignatureCheck({ ...pairs[alg].jwk, ...more }, alg) !== undefined).toBe(expected)
  })

  it('is checked by a key that is for this algorithm or for any, and for no other one (JOSE-1)', () => {
    for (const own of signatureAlgorithms)
      expect(createSignatureCheck({ ...pairs[alg].jwk, alg: own }, alg) !== undefined).toBe(own === alg)
  })

  it('is checked by no key that lacks a part, or has one that is no text', () => {
    const parts = Object.keys(pairs[alg].jwk).filter((name) => name !== 'kty')
    for (const part of parts)
      for (const value of [undefined, null, 1, '', {}, '*'])
        expect([part, value, createSignatureCheck({ ...pairs[alg].jwk, [part]: value }, alg)]).toEqual([
          part,
          value,
          undefined,
        ])
  })
})

describe.each(curves)('the two numbers of a signature by %s (RFC 7518 §3.4)', (alg) => {
  it('are never zero, and never as large as the order of the curve', async () => {
    const token = await signed(alg)
    const signature = signatureOf(token)
    const octets = whole[alg]
    const [zero, most] = [new Uint8Array(octets), new Uint8Array(octets).fill(0xff)]
    const [r, s] = [signature.subarray(0, octets), signature.subarray(octets)]
    for (const [one, other] of [
      [zero, zero],
      [zero, s],
      [r, zero],
      [most, s],
      [r, most],
      [s, r],
    ] as const)
      expect(isGood(withSignature(token, Buffer.concat([one, other])), alg)).toBe(false)
  })

  it('are not written in DER', async () => {
    const token = await signed(alg)
    const text = token.slice(0, token.lastIndexOf('.'))
    const der = sign(algorithms[alg].hash, Buffer.from(text), pairs[alg].privateKey)
    expect(isGood(withSignature(token, der), alg)).toBe(false)
  })

  it('belong to a point on the curve: another one is no key', () => {
    const { jwk } = pairs[alg]
    const zero = encodeBase64Url(new Uint8Array(whole[alg]))
    for (const point of [{ x: zero, y: zero }, { y: jwk['x'] }, { x: jwk['y'] }, { y: zero }])
      expect(createSignatureCheck({ ...jwk, ...point }, alg)).toBeUndefined()
  })
})

describe('the keys of RS and PS (RFC 7518 §3.3, §3.5)', () => {
  /** Nobody asks whether a modulus is the product of two primes. */
  const jwkOf = (bits: number, exponent = 65_537n): Record<string, unknown> => {
    const n = (1n << BigInt(bits - 1)) + 1n
    return { kty: 'RSA', n: encodeNumber(n), e: encodeNumber(exponent) }
  }
  const isTaken = (jwk: Record<string, unknown>) =>
    (['RS256', 'PS512'] as const).map((alg) => createSignatureCheck(jwk, alg) !== undefined)

  it.each([
    [1024, false],
    [2047, false],
    [2048, true],
    [3072, true],
    [8192, true],
    [8193, false],
    [16_384, false],
  ])('with %i bits are taken: %j', (bits, expected) => {
    expect(isTaken(jwkOf(bits))).toEqual([expected, expected])
  })

  it.each([
    [0n, false],
    [1n, false],
    [2n, false],
    [3n, true],
    [65_536n, false],
    [65_537n, true],
    [0xffff_ffffn, true],
    [0x1_0000_0001n, false],
    [(1n << 2040n) + 1n, false],
  ])('with the exponent %s are taken: %j', (exponent, expected) => {
    expect(isTaken(jwkOf(2048, exponent))).toEqual([expected, expected])
  })

  it.each(['PS256', 'RS256'] as const)(
    'have signatures of their own length: no leading zero is left out (%s)',
    async (alg) => {
      const { hash, input } = algorithms[alg]
      const check = createSignatureCheck(rsa.jwk, alg)
      for (let count = 0; ; count += 1) {
        const text = `e30.${encodeNumber(BigInt(count))}`
        const signature = sign(hash, Buffer.from(text), input(rsa.privateKey))
        // one of 256 begins with a zero; OpenSSL takes it without as well, for PS
        if (signature[0] !== 0) continue
        expect(check?.({ signed: text, signature })).toBe(true)
        expect(check?.({ signed: text, signature: signature.subarray(1) })).toBe(false)
        break
      }
    },
  )

  it.each(['PS256', 'PS384', 'PS512'] as const)('take no salt of another length for %s', (alg) => {
    const text = `${encodeBase64Url(Buffer.from(`{"alg":"${alg}"}`))}.e30`
    const { hash, input } = algorithms[alg]
    for (const saltLength of [0, 20, 32, 48, 64]) {
      const made = sign(hash, Buffer.from(text), {
        ...input(rsa.privateKey),
        key: rsa.privateKey,
        saltLength,
      })
      expect(isGood(`${text}.${encodeBase64Url(made)}`, alg)).toBe(saltLength === Number(alg.slice(2)) / 8)
    }
  })
})

function encodeNumber(number: bigint): string {
  const hex = number.toString(16)
  return encodeBase64Url(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'))
}
