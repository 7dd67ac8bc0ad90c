import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RequirementType } from '../src/requirement.ts'
import type { Facts } from '../src/sufficiency/facts.ts'
import { readable, unreadable, type UnreadableReason } from '../src/sufficiency/reading.ts'
import { judge } from '../src/sufficiency/judge.ts'
import { proveSufficient } from '../src/sufficiency/sufficient-attempt.ts'
import {
  aLogin,
  asked,
  type Change,
  expiry,
  name,
  policy,
  proven,
  session,
  set,
  user,
} from './facts-of-a-login.ts'
import { someFacts } from './arbitrary-facts.ts'

const runs = { numRuns: 2_000 }
const isSufficient = (facts: Facts): boolean => proveSufficient(facts).sufficient !== null

/** Requirements that stand for the same thing: a demand may turn one into the other. */
const families: Partial<Readonly<Record<RequirementType, string>>> = {
  first_factor: 'first',
  sso_required: 'first',
  second_factor: 'second',
  mfa_enrolment_required: 'second',
  mfa_not_configured: 'second',
  user_not_ready: 'user',
  user_refused: 'user',
}
const missingFamilies = (facts: Facts): readonly string[] =>
  judge(facts).requirements.map(({ type }) => families[type] ?? type)

const demands: Readonly<Record<string, Change>> = {
  'forces a second factor': policy({ forceMfa: true }),
  'forces a second factor locally': policy({ forceMfaLocalOnly: true }),
  'takes local logins away': policy({ allowLocalAuthentication: false }),
  'takes external logins away': policy({ allowExternalIdp: false }),
  'takes passkeys away': policy({ passkeys: 'not_allowed' }),
  'shortens the life of passwords': policy({ passwordCheckLifetimeMs: -1 }),
  'shortens the life of second factors': policy({ secondFactorCheckLifetimeMs: -1 }),
  'shortens the life of passkeys': policy({ multiFactorCheckLifetimeMs: -1 }),
  'shortens the life of external logins': policy({ externalLoginCheckLifetimeMs: -1 }),
  'takes e-mail names away': policy({ disableLoginWithEmail: true }),
  'limits the age of passwords': expiry(1),
  'demands a new password': user({ isPasswordChangeRequired: true }),
  'takes the verification of the e-mail address back': user({ isEmailVerified: false }),
  'asks for a proof in this attempt': asked({ maxAgeSeconds: 0 }),
  'asks for prompt=login': asked({ prompt: 'login' }),
  'asks for another organization': asked({ organizationId: 'org-3' }),
  'asks for another user': asked({ expectedSubject: 'user-3' }),
  'finds another user by that name': name({ hits: 2 }),
  'locks the user': user({ state: 'locked' }),
  'deactivates the organization': set({ organization: readable({ id: 'org-1', state: 'inactive' }) }),
  'removes all identity providers': set({
    identityProviders: readable({ organizationId: 'org-1', ids: [] }),
  }),
  'judges a renewal as a login': set({ occasion: 'login' }),
}

const factNames = [
  'session',
  'clockOffsetMs',
  'user',
  'methods',
  'organization',
  'loginPolicy',
  'passwordExpiry',
  'identityProviders',
] as const

const disagreements: readonly Change[] = [
  session({ id: 'session-2' }),
  session({ user: null }),
  session({ user: { id: 'user-2', organizationId: 'org-1', loginName: '' } }),
  session({ user: { id: 'user-1', organizationId: 'org-2', loginName: '' } }),
  user({ id: 'user-2' }),
  user({ organizationId: 'org-2' }),
  set({ sessionId: 'session-2' }),
  set({ methods: readable({ userId: 'user-2', methods: ['password', 'passkey', 'idp'] }) }),
  set({ organization: readable({ id: 'org-2', state: 'active' }) }),
  policy({ organizationId: 'org-2' }),
  set({ passwordExpiry: readable({ organizationId: 'org-2', maxAgeDays: 0 }) }),
  set({ identityProviders: readable({ organizationId: 'org-2', ids: ['idp-1'] }) }),
]

describe('sufficiency, whatever the facts are', () => {
  it('meets logins that suffice and ones that do not (the properties below are about something)', () => {
    const seen = fc.sample(someFacts, { numRuns: 2_000, seed: 1 }).map(isSufficient)
    expect(seen.filter(Boolean).length).toBeGreaterThan(20)
    expect(seen.filter((one) => !one).length).toBeGreaterThan(20)
  })

  it('never suffices without a verified first factor (CRED-8)', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const held = facts.session.readable ? facts.session.value?.factors : undefined
        const bare: Facts = proven({
          ...held,
          password: null,
          intent: null,
          webAuthN: held?.webAuthN ? { ...held.webAuthN, userVerified: false } : null,
        })(facts)
        return !isSufficient(bare)
      }),
      runs,
    )
    expect(isSufficient(aLogin())).toBe(true)
  })

  it.each(Object.entries(demands))('loses no requirement when somebody %s', (_, demand) => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const before = missingFamilies(facts)
        const after = missingFamilies(demand(facts))
        return before.every((family) => after.includes(family))
      }),
      { numRuns: 500 },
    )
    expect(missingFamilies(aLogin())).toEqual([])
  })

  it('never suffices with a fact that could not be read', () => {
    const reason = fc.constantFrom<UnreadableReason>(
      'no_answer',
      'status',
      'not_json',
      'wrong_shape',
      'not_read',
    )
    fc.assert(
      fc.property(someFacts, fc.constantFrom(...factNames), reason, (facts, fact, why) => {
        return !isSufficient({ ...facts, [fact]: unreadable(why) })
      }),
      runs,
    )
    expect(factNames.filter((fact) => isSufficient({ ...aLogin(), [fact]: unreadable('status') }))).toEqual(
      [],
    )
  })

  it('never suffices with facts of two sessions, users or organizations', () => {
    fc.assert(
      fc.property(someFacts, fc.constantFrom(...disagreements), (facts, mix) => !isSufficient(mix(facts))),
      runs,
    )
    expect(disagreements.filter((mix) => isSufficient(aLogin(mix)))).toEqual([])
  })

  it('tells the same of every account until a first factor is proven (CRED-9)', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { isFirstFactorProven, needs } = judge(facts)
        return isFirstFactorProven || isDeepStrictEqual(needs, judge(aLogin(proven({}))).needs)
      }),
      runs,
    )
    expect(judge(aLogin(proven({}))).needs).toHaveLength(1)
  })

  it('judges the same facts the same way, and changes none of them', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const before = JSON.stringify(facts)
        return isDeepStrictEqual(judge(facts), judge(facts)) && JSON.stringify(facts) === before
      }),
      { numRuns: 500 },
    )
    expect(judge(aLogin())).toEqual(judge(aLogin()))
  })

  it('is sufficient exactly when nothing is missing', () => {
    fc.assert(
      fc.property(someFacts, (facts) => isSufficient(facts) === (judge(facts).requirements.length === 0)),
      runs,
    )
    expect(isSufficient(aLogin())).toBe(true)
  })
})
