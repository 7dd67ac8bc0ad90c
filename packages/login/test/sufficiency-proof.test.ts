import { describe, expect, it } from 'vitest'
import { readable } from '../src/sufficiency/reading.ts'
import {
  assertSufficient,
  proveSufficient,
  type SufficientAttempt,
} from '../src/sufficiency/sufficient-attempt.ts'
import { ago, aLogin, type Change, enrolled, now, policy, proven, seconds, set } from './facts-of-a-login.ts'

const of = { sessionId: 'session-1', attemptId: 'attempt-1' }

function aProof(...changes: readonly Change[]): SufficientAttempt {
  const { sufficient } = proveSufficient(aLogin(...changes))
  if (sufficient === null) throw new Error('the builder makes a login that suffices')
  return sufficient
}

describe('SufficientAttempt (CRED-8)', () => {
  it('holds what was judged, for the audit trail', () => {
    const proof = aProof(
      enrolled('totp', 'password'),
      proven({ password: ago(5 * seconds), totp: ago(2 * seconds) }),
    )
    expect(proof).toMatchObject({
      occasion: 'login',
      attemptId: 'attempt-1',
      sessionId: 'session-1',
      userId: 'user-1',
      organizationId: 'org-1',
      methods: ['password', 'totp'],
      factors: { password: ago(5 * seconds), totp: ago(2 * seconds), webAuthN: null },
      judgedAt: now,
      clockOffsetMs: 0,
      policyVersion: expect.stringMatching(/^[\w-]{43}$/),
    })
  })

  it('is taken where it was made for', () => {
    expect(() => assertSufficient(aProof(), of)).not.toThrow()
    const renewal = aProof(set({ occasion: 'renewal', asked: { attempt: null } }))
    expect(() => assertSufficient(renewal, { sessionId: 'session-1', attemptId: null })).not.toThrow()
  })

  it.each([
    ['a copy', { ...aProof() }],
    ['a clone', structuredClone({ ...aProof() })],
    ['a proxy', new Proxy(aProof(), {})],
    ['an heir', Object.create(aProof())],
    ['what JSON makes of it', JSON.parse(JSON.stringify(aProof()))],
    [
      'an object that says so',
      { sufficient: true, requirements: [], sessionId: 'session-1', attemptId: 'attempt-1' },
    ],
    ['the judgement', proveSufficient(aLogin()).judgement],
    ['nothing', null],
    ['a text', 'session-1'],
  ])('is not %s, at run time', (_, forged: unknown) => {
    expect(() => assertSufficient(forged, of)).toThrow(/not a proof of sufficiency/)
  })

  it('is refused for another session, another attempt, and at the other occasion (AUTHZ-8)', () => {
    const proof = aProof()
    expect(() => assertSufficient(proof, { ...of, sessionId: 'session-2' })).toThrow(
      /another session or attempt/,
    )
    expect(() => assertSufficient(proof, { ...of, attemptId: 'attempt-2' })).toThrow(
      /another session or attempt/,
    )
    expect(() => assertSufficient(proof, { ...of, attemptId: null })).toThrow(/another session or attempt/)
  })

  it('cannot be changed, nor what it holds', () => {
    const proof = aProof()
    expect(() => Object.assign(proof, { userId: 'user-2' })).toThrow(TypeError)
    expect(() => Object.assign(proof.factors, { totp: ago(0) })).toThrow(TypeError)
    expect(() => Object.assign(proof.methods, { 0: 'passkey' })).toThrow(TypeError)
  })

  it('does not follow the facts when they are changed afterwards', () => {
    const facts = aLogin()
    const { sufficient } = proveSufficient(facts)
    if (facts.session.readable && facts.session.value)
      Object.assign(facts.session.value.factors, { totp: ago(0) })
    expect(sufficient?.factors.totp).toBeNull()
  })

  it('names the policy: the same for the same settings, another for any other', () => {
    const version = aProof().policyVersion
    expect(aProof(proven({ password: ago(1) })).policyVersion).toBe(version)
    expect(aProof(policy({ secondFactors: ['u2f', 'totp'] })).policyVersion).toBe(version)
    const others = [
      aProof(policy({ disableLoginWithPhone: true })),
      aProof(policy({ passwordCheckLifetimeMs: 1_000_000 })),
      aProof(set({ passwordExpiry: readable({ organizationId: 'org-1', maxAgeDays: 99 }) })),
      aProof(set({ identityProviders: readable({ organizationId: 'org-1', ids: [] }) })),
    ].map(({ policyVersion }) => policyVersion)
    expect(new Set([version, ...others]).size).toBe(5)
  })
})
