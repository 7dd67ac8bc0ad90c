import { User } from 'oidc-client-ts'
import { describe, expect, it } from 'vitest'
import { checkIdentity } from './check-identity.ts'

const noon = 1_000_000_000
const good = {
  iss: 'https://id.example',
  sub: '1',
  aud: ['c', 'sibling', 'p'],
  azp: 'c',
  iat: noon,
  exp: noon + 60,
}
const check = (over: Partial<Record<keyof typeof good, unknown>>, now = noon) => {
  const profile = Object.fromEntries(
    Object.entries({ ...good, ...over }).filter(([, value]) => value !== undefined),
  )
  const user = new User({
    access_token: 'a',
    token_type: 'Bearer',
    profile: profile as unknown as User['profile'],
  })
  return () => checkIdentity(user, 'https://id.example', 'c', now * 1000)
}

describe('an ID token', () => {
  it.each([
    ['names every client of the project, and this one as who asked', {}],
    ['names this client alone', { aud: 'c', azp: undefined }],
  ])('is good when it %s', (_, over) => expect(check(over)).not.toThrow())

  it.each([
    ['of another issuer (IDT-1)', { iss: 'https://id.example/' }],
    ['of no issuer', { iss: undefined }],
    ['for other clients', { aud: ['sibling', 'p'] }],
    ['that a sibling asked for', { azp: 'sibling' }],
    ['for many, with nobody who asked', { azp: undefined }],
    ['without an end', { exp: undefined }],
  ])('is refused: %s', (_, over) =>
    expect(check(over)).toThrow(expect.objectContaining({ code: 'ANSWER_UNUSABLE' })),
  )

  it('is good until it ends, and not at its end', () => {
    expect(check({}, noon + 59)).not.toThrow()
    expect(check({}, noon + 60)).toThrow('ANSWER_UNUSABLE')
  })
})
