import type { AgreedFacts } from '../agreed-facts.ts'
import type { Missing } from '../judgement.ts'

/** Rule 8: a login that was begun for a certain user (step-up, re-authentication, `id_token_hint`) is that user's (AUTHZ-8). */
export function subjectAsExpected({ asked, user }: AgreedFacts): readonly Missing[] {
  if (asked.expectedSubject === undefined || asked.expectedSubject === user.id) return []
  return [{ type: 'wrong_user', reason: 'not_the_expected_user' }]
}
