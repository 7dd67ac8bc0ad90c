import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createKept } from './kept.ts'
import { newChallenge, codeOfNow } from './proofs.ts'
import { always, assertion, publicKey, secondsFromNow, signedJwt, unsignedJwt } from './signing.ts'
import type { Run } from './values.ts'

function aRun(now = 59_000): Run {
  const kept = createKept()
  const made = new Map<string, unknown>()
  let counter = 0
  return {
    now: () => now,
    random: (bytes) => {
      counter += 1
      return Buffer.alloc(bytes, counter).toString('base64url')
    },
    fill: kept.fill,
    keep: kept.keep,
    once: <T>(name: string, make: () => T) => {
      if (!made.has(name)) made.set(name, make())
      return made.get(name) as T
    },
  }
}

function decode(token: unknown) {
  const [header = '', payload = '', signature = ''] = String(token).split('.')
  return {
    header: JSON.parse(Buffer.from(header, 'base64url').toString()),
    payload: JSON.parse(Buffer.from(payload, 'base64url').toString()),
    signed: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, 'base64url'),
  }
}

describe('an assertion (RFC 7523 §3)', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = pair.privateKey.export({ type: 'pkcs1', format: 'pem' })
  const file = Buffer.from(JSON.stringify({ keyId: '7', key, userId: '42' })).toString('base64')

  function runWithKey(): Run {
    const run = aRun()
    run.keep('loginKey', { keyContent: file })
    return run
  }

  it('says who signs, for whom and how long, and verifies with the key', () => {
    const { header, payload, signed, signature } = decode(assertion('{loginKey.keyContent}')(runWithKey()))
    expect(header).toEqual({ alg: 'RS256', kid: '7', typ: 'JWT' })
    expect(payload).toMatchObject({ iss: '42', sub: '42', aud: 'http://localhost:8080', iat: 54, exp: 359 })
    expect(verify('sha256', signed, pair.publicKey, signature)).toBe(true)
  })

  it('leaves out the claims and the key id that it is told to', () => {
    const late = assertion(
      '{loginKey.keyContent}',
      { exp: undefined, iat: secondsFromNow(30) },
      { kid: null },
    )
    const { header, payload } = decode(late(runWithKey()))
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT' })
    expect(payload).not.toHaveProperty('exp')
    expect(payload).toHaveProperty('iat', 89)
  })

  it('is signed by a stranger when told to', () => {
    const late = signedJwt('{loginKey.keyContent}', {}, { pair: 'stranger' })
    const { signed, signature } = decode(late(runWithKey()))
    expect(verify('sha256', signed, pair.publicKey, signature)).toBe(false)
  })

  it('is signed by the Ed25519 key that was uploaded', () => {
    const run = runWithKey()
    const uploaded = Buffer.from(String(publicKey('ed25519')(run)), 'base64').toString()
    const late = signedJwt('{loginKey.keyContent}', {}, { alg: 'EdDSA', pair: 'ed25519' })
    const { signed, signature } = decode(late(run))
    expect(verify(null, signed, createPublicKey(uploaded), signature)).toBe(true)
  })

  it('is another one each time, unless the same is asked for', () => {
    const run = runWithKey()
    const late = assertion('{loginKey.keyContent}')
    expect(late(run)).not.toBe(late(run))
    const same = always('twice', late)
    expect(same(run)).toBe(same(run))
  })
})

describe('other proofs', () => {
  it('makes an unsigned JWT with an empty signature', () => {
    const token = String(unsignedJwt({ iss: '1' })(aRun()))
    expect(token.endsWith('.')).toBe(true)
    expect(decode(token)).toMatchObject({ header: { alg: 'none' }, payload: { iss: '1' } })
  })

  it('computes the codes of RFC 6238 appendix B', () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    expect(codeOfNow(secret)(aRun(59_000))).toBe('287082')
    expect(codeOfNow(secret)(aRun(1_111_111_109_000))).toBe('081804')
  })

  it('keeps the verifier of each new challenge (RFC 7636 §4.2)', () => {
    const run = aRun()
    const first = newChallenge(run)
    expect(run.fill('{pkce.verifier}')).toBe(Buffer.alloc(32, 1).toString('base64url'))
    expect(newChallenge(run)).not.toBe(first)
    expect(first).toMatch(/^[\w-]{43}$/)
  })
})
