import { describe, expect, it } from 'vitest'
import { accessTokenHash, parseIdTokenClaims } from './id-token.ts'

const refused = expect.objectContaining({ name: 'ProtocolError', code: 'ID_TOKEN_MALFORMED' })
const claims = { iss: 'https://issuer.example', sub: '1', aud: 'client', exp: 2, iat: 1 }

describe('claims of an ID token (OpenID Connect Core §2)', () => {
  it('get their types, the audience as a list', () => {
    const all = {
      ...claims,
      azp: 'client',
      nonce: 'n',
      auth_time: 1,
      acr: 'a',
      amr: ['pwd'],
      at_hash: 'h',
      sid: 's',
    }
    expect(parseIdTokenClaims({ ...all, extra: true })).toEqual({ ...all, aud: ['client'] })
    expect(parseIdTokenClaims({ ...claims, aud: ['client', 'project'] }).aud).toEqual(['client', 'project'])
  })

  it.each<readonly [string, unknown]>([
    ['no object', null],
    ...(['iss', 'sub', 'aud', 'exp', 'iat'] as const).map(
      (name) => [`no ${name}`, { ...claims, [name]: undefined }] as const,
    ),
    ['an empty subject', { ...claims, sub: '' }],
    ['an empty audience', { ...claims, aud: [] }],
    ['a number for a subject', { ...claims, sub: 1 }],
    ['a text for a time', { ...claims, exp: '2' }],
    ['a text for amr', { ...claims, amr: 'pwd' }],
    ['a number for a nonce', { ...claims, nonce: 1 }],
    ['a text for auth_time', { ...claims, auth_time: '1' }],
  ])('are refused with %s', (_, payload) => {
    expect(() => parseIdTokenClaims(payload)).toThrow(refused)
  })
})

describe('at_hash (OpenID Connect Core §3.1.3.6)', () => {
  it('is the left half of the hash, as in the example (Appendix A.3)', () => {
    expect(accessTokenHash('jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y', 'RS256')).toBe(
      '77QmUPtjPfzWtF2AnpK9RQ',
    )
  })

  it.each([
    ['ES256', 22],
    ['PS384', 32],
    ['ES384', 32],
    ['RS512', 43],
    ['EdDSA', 43],
    ['Ed25519', 43],
  ])('has the length that belongs to %s', (alg, length) => {
    expect(accessTokenHash('token', alg)).toHaveLength(length)
  })

  it.each(['none', 'RS1', 'rs256', '', 'XRS256', 'RS2565'])('is not made for %o', (alg) => {
    expect(() => accessTokenHash('token', alg)).toThrow(refused)
  })
})
