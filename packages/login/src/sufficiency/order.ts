import type { RequirementType } from '../requirement.ts'
import type { Missing } from './judgement.ts'

/** Whether the user can do something about it, and in which order: a password is changed after the second factor. */
const acts: Readonly<Record<RequirementType, number | null>> = {
  first_factor: 0,
  sso_required: 1,
  second_factor: 2,
  mfa_enrolment_required: 3,
  password_change_required: 4,
  email_verification_required: 5,
  mfa_not_configured: null,
  user_not_ready: null,
  user_refused: null,
  organization_inactive: null,
  wrong_organization: null,
  wrong_user: null,
  facts_disagree: null,
  clock_skewed: null,
  policy_unreadable: null,
}

/** The first that the user can act on stands first; what is not in the user's hands keeps the order of the rules. */
export function inOrder(missing: readonly Missing[]): readonly Missing[] {
  const place = ({ type }: Missing): number => acts[type] ?? Number.MAX_SAFE_INTEGER
  return [...missing].sort((one, other) => place(one) - place(other))
}

export const isRefusal = ({ type }: Missing): boolean => acts[type] === null
