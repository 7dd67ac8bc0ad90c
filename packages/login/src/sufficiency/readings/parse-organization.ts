import type { OrganizationFacts } from '../facts.ts'
import { list, objectOf, refuse, someText, text } from './json.ts'

const states: ReadonlyMap<string, OrganizationFacts['state']> = new Map([
  ['ORGANIZATION_STATE_ACTIVE', 'active'],
  ['ORGANIZATION_STATE_INACTIVE', 'inactive'],
  ['ORGANIZATION_STATE_REMOVED', 'removed'],
])

/**
 * `POST /v2/organizations/_search` by one id: the organization, or `null` where there is none. A state that we do not know is
 * `unknown`, and refuses.
 *
 * @throws {TypeError} another shape, more than one hit included
 */
export function parseOrganization(answer: unknown): OrganizationFacts | null {
  const object = objectOf(answer, 'answer')
  // Nothing found: only `details` is there (contract 12.1).
  objectOf(object['details'], 'details')
  const found = list(object, 'result')
  if (found.length === 0) return null
  if (found.length > 1) return refuse('result')
  const organization = objectOf(found[0], 'result')
  return { id: someText(organization, 'id'), state: states.get(text(organization, 'state')) ?? 'unknown' }
}
