import type { RequirementType } from '../../requirement.ts'
import type { AgreedFacts } from '../agreed-facts.ts'
import type { UserFacts } from '../facts.ts'
import type { Missing } from '../judgement.ts'
import type { Reason } from '../reasons.ts'

/** Rule 1: a human, active, of an active organization, found by a name that counts there. */
export function userMayLogIn(facts: AgreedFacts): readonly Missing[] {
  return [...userItself(facts.user), ...itsOrganization(facts), ...itsName(facts)]
}

const refusedStates: Readonly<Record<UserFacts['state'], readonly [RequirementType, Reason] | null>> = {
  active: null,
  // Made by a v1 call; an invite code verifies the e-mail address and leaves the state (contract 12.7).
  initial: ['user_not_ready', 'user_initial'],
  inactive: ['user_refused', 'user_inactive'],
  locked: ['user_refused', 'user_locked'],
  deleted: ['user_refused', 'user_deleted'],
  unknown: ['user_refused', 'user_state_unknown'],
}

function userItself({ kind, state }: UserFacts): readonly Missing[] {
  const missing: Missing[] = []
  if (kind !== 'human') missing.push({ type: 'user_refused', reason: 'user_not_human' })
  const refused = refusedStates[state]
  if (refused !== null) missing.push({ type: refused[0], reason: refused[1] })
  return missing
}

function itsOrganization({ organization }: AgreedFacts): readonly Missing[] {
  if (organization === null) return [{ type: 'organization_inactive', reason: 'organization_unknown' }]
  // ZITADEL goes on creating sessions for users of an inactive organization, and such a user still reads as active.
  return organization.state === 'active'
    ? []
    : [{ type: 'organization_inactive', reason: 'organization_not_active' }]
}

function itsName({ name, loginPolicy }: AgreedFacts): readonly Missing[] {
  const missing: Missing[] = []
  // With organization-scoped user names one login name may belong to two users (contract 12.4).
  if (name.hits !== 1) missing.push({ type: 'user_refused', reason: 'name_ambiguous' })
  if (name.by === 'email' && loginPolicy.disableLoginWithEmail) {
    missing.push({ type: 'user_refused', reason: 'login_by_email_disabled' })
  }
  if (name.by === 'phone' && loginPolicy.disableLoginWithPhone) {
    missing.push({ type: 'user_refused', reason: 'login_by_phone_disabled' })
  }
  return missing
}
