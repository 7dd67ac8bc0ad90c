import type { AgreedFacts } from '../agreed-facts.ts'
import type { Missing } from '../judgement.ts'

/** Rule 7: the organization that the application asked for is the user's. */
export function organizationAsAsked({ asked, user }: AgreedFacts): readonly Missing[] {
  if (asked.organizationId === undefined || asked.organizationId === user.organizationId) return []
  return [{ type: 'wrong_organization', reason: 'not_the_asked_organization' }]
}
