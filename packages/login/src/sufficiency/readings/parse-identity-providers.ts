import type { ActiveIdentityProviders } from '../facts.ts'
import { list, objectOf, someText } from './json.ts'

/**
 * `GET /v2/settings/login/idps?ctx.orgId=` (contract 3.11), told which organization was asked for. Without any the list is absent.
 *
 * @throws {TypeError} another shape
 */
export function parseIdentityProviders(answer: unknown, organizationId: string): ActiveIdentityProviders {
  const object = objectOf(answer, 'answer')
  objectOf(object['details'], 'details')
  const providers = list(object, 'identityProviders')
  return {
    organizationId,
    ids: providers.map((provider) => someText(objectOf(provider, 'identityProviders'), 'id')),
  }
}
