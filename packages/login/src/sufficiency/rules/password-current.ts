import type { AgreedFacts } from '../agreed-facts.ts'
import type { Missing } from '../judgement.ts'
import type { FirstFactorVerdict } from './first-factor-proven.ts'

const dayMs = 86_400_000

/** Rule 5: a login that rests on the password needs one that is not due for a change. */
export function passwordCurrent(facts: AgreedFacts, first: FirstFactorVerdict): readonly Missing[] {
  if (!restsOnPassword(facts, first)) return []
  const { passwordExpiry, user, zitadelNow } = facts
  if (user.isPasswordChangeRequired)
    return [{ type: 'password_change_required', reason: 'password_change_demanded' }]
  if (!(passwordExpiry.maxAgeDays > 0)) return []
  if (user.passwordChangedAt === null)
    return [{ type: 'password_change_required', reason: 'password_never_recorded' }]
  const endsAt = user.passwordChangedAt + passwordExpiry.maxAgeDays * dayMs
  return endsAt < zitadelNow ? [{ type: 'password_change_required', reason: 'password_expired' }] : []
}

/** Also while the password does not count for another reason: the change would be asked for next. */
function restsOnPassword({ session }: AgreedFacts, { factor }: FirstFactorVerdict): boolean {
  return factor === 'password' || (factor === null && session.factors.password !== null)
}
