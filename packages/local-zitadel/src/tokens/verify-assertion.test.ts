import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { type AssertionRules, isGoodAssertion } from './verify-assertion.ts'

const issuer = 'http://localhost:8080'
const now = 1_800_000_000_000
const seconds = now / 1000
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const pem = (key: typeof ec) => key.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const keys = new Map([
  ['k1', { publicKeyPem: pem(ec), expiresAt: now + 1 }],
  ['old', { publicKeyPem: pem(ec), expiresAt: now }],
  ['ed', { publicKeyPem: pem(ed), expiresAt: now + 1 }],
])
const rules: AssertionRules = { issuer, now, leewayMs: 1000, keys }

async function anAssertion(
  claims: Record<string, unknown> = {},
  header: { kid?: string } = { kid: 'k1' },
): Promise<string> {
  const payload = { iss: 'u1', sub: 'u1', aud: issuer, iat: seconds, exp: seconds + 60, ...claims }
  return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', ...header }).sign(ec.privateKey)
}

describe('a JWT assertion (contract 2.1, 6.1)', () => {
  it.each([
    ['as a client makes it', {}],
    ['with the issuer among several audiences', { aud: ['x', issuer] }],
    ['made almost an hour ago', { iat: seconds - 3600 }],
    ['made one second ahead, within the leeway', { iat: seconds + 1 }],
    ['good for ten years', { exp: seconds + 315_360_000 }],
    ['over in two seconds', { exp: seconds + 2 }],
  ])('holds %s', async (_, claims) => {
    expect(await isGoodAssertion(await anAssertion(claims), rules)).toBe(true)
  })

  it.each([
    ['for the token endpoint', { aud: `${issuer}/oauth/v2/token` }],
    ['for nobody', { aud: undefined }],
    ['made more than an hour ago', { iat: seconds - 3601 }],
    ['made two seconds ahead', { iat: seconds + 2 }],
    ['without the time it was made', { iat: undefined }],
    ['over within the leeway', { exp: seconds + 1 }],
    ['without an end', { exp: undefined }],
    ['about somebody else', { sub: 'u2' }],
    ['by nobody', { iss: undefined, sub: undefined }],
  ])('fails %s', async (_, claims) => {
    expect(await isGoodAssertion(await anAssertion(claims), rules)).toBe(false)
  })

  it('fails under an unknown, an absent and an expired key', async () => {
    for (const header of [{ kid: 'k2' }, {}, { kid: 'old' }]) {
      expect(await isGoodAssertion(await anAssertion({}, header), rules)).toBe(false)
    }
  })

  it('fails when another key signed it', async () => {
    const forged = { ...rules, keys: new Map([['k1', { publicKeyPem: pem(other), expiresAt: now + 1 }]]) }
    expect(await isGoodAssertion(await anAssertion(), forged)).toBe(false)
  })

  it('fails with an Ed25519 key, which can be stored but not used (contract 2.1)', async () => {
    const payload = { iss: 'u1', sub: 'u1', aud: issuer, iat: seconds, exp: seconds + 60 }
    const token = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'EdDSA', kid: 'ed' })
      .sign(ed.privateKey)
    expect(await isGoodAssertion(token, rules)).toBe(false)
  })

  it('fails unsigned', async () => {
    const [, payload] = (await anAssertion()).split('.')
    const header = Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url')
    expect(await isGoodAssertion(`${header}.${payload}.`, rules)).toBe(false)
  })

  it('is good a second time: the original has no memory of it', async () => {
    const assertion = await anAssertion({ jti: 'once' })
    expect(await isGoodAssertion(assertion, rules)).toBe(true)
    expect(await isGoodAssertion(assertion, rules)).toBe(true)
  })
})
