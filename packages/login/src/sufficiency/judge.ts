import { disclosed } from './disclosed.ts'
import type { Facts } from './facts.ts'
import type { Judgement, Missing, Note } from './judgement.ts'
import { inOrder, isRefusal } from './order.ts'
import { clockNotes, clocksAgree } from './rules/clocks-agree.ts'
import { emailVerified } from './rules/email-verified.ts'
import { factsBelongTogether } from './rules/facts-belong-together.ts'
import { firstFactorProven } from './rules/first-factor-proven.ts'
import { organizationAsAsked } from './rules/organization-as-asked.ts'
import { passwordCurrent } from './rules/password-current.ts'
import { secondFactorProven } from './rules/second-factor-proven.ts'
import { subjectAsExpected } from './rules/subject-as-expected.ts'
import { userMayLogIn } from './rules/user-may-log-in.ts'

/**
 * Judges a login, a renewal or a living session: what is still missing before it may have a token. ZITADEL checks none of it
 * (contract 3.10); no login that ZITADEL's own login would refuse passes here.
 *
 * Pure: the same facts always give the same judgement. Never throws; a fact that could not be read refuses. An empty list of
 * requirements alone proves nothing to a later step: only `proveSufficient` makes what that takes.
 */
export function judge(facts: Facts): Judgement {
  const { agreed, missing } = factsBelongTogether(facts)
  const offered = facts.deployment.firstFactors
  if (agreed === undefined)
    return notJudged(missing, disclosed(missing, false, offered), unreadableNotes(facts))
  const first = firstFactorProven(agreed)
  const second = secondFactorProven(agreed, first)
  const requirements = inOrder([
    ...clocksAgree(agreed),
    ...userMayLogIn(agreed),
    ...first.missing,
    ...second.missing,
    ...passwordCurrent(agreed, first),
    ...emailVerified(agreed),
    ...organizationAsAsked(agreed),
    ...subjectAsExpected(agreed),
  ])
  return {
    requirements,
    needs: disclosed(requirements, first.isProven, offered),
    isRefused: requirements.some(isRefusal),
    isFirstFactorProven: first.isProven,
    methods: [...first.counted, ...second.counted],
    offers: requirements.length === 0 ? second.offers : [],
    notes: clockNotes(agreed),
  }
}

function notJudged(
  requirements: readonly Missing[],
  needs: Judgement['needs'],
  notes: readonly Note[],
): Judgement {
  const isRefused = requirements.some(isRefusal)
  return { requirements, needs, isRefused, isFirstFactorProven: false, methods: [], offers: [], notes }
}

const readFacts = [
  'session',
  'clockOffsetMs',
  'user',
  'methods',
  'organization',
  'loginPolicy',
  'passwordExpiry',
  'identityProviders',
] as const satisfies readonly (keyof Facts)[]

function unreadableNotes(facts: Facts): readonly Note[] {
  return readFacts.flatMap((fact) => {
    const reading = facts[fact]
    return reading.readable ? [] : [{ code: 'unreadable', fact, reason: reading.reason } as const]
  })
}
