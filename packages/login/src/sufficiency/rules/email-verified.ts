import type { AgreedFacts } from '../agreed-facts.ts'
import type { Missing } from '../judgement.ts'

/** Rule 6: users of the v2 calls are active before any verification (contract 12.7), so this rule carries that weight. */
export function emailVerified({ deployment, user }: AgreedFacts): readonly Missing[] {
  if (user.isEmailVerified || deployment.allowUnverifiedEmail === true) return []
  return [{ type: 'email_verification_required', reason: 'email_not_verified' }]
}
