import type { FactsQuestion } from './facts-port.ts'

/** The calls, one for each fact. An identifier that would change the path (`.`, `..`, nothing) has no question. */
export const sessionQuestion = (sessionId: string): FactsQuestion | null => get`/v2/sessions/${sessionId}`

export const userQuestion = (userId: string): FactsQuestion | null => get`/v2/users/${userId}`

/** Without a domain: keys of every domain are listed, so none that was enrolled is overlooked (contract 12.1). */
export const methodsQuestion = (userId: string): FactsQuestion | null =>
  get`/v2/users/${userId}/authentication_methods`

export const loginPolicyQuestion = (organizationId: string): FactsQuestion | null =>
  get`/v2/settings/login?ctx.orgId=${organizationId}`

export const passwordExpiryQuestion = (organizationId: string): FactsQuestion | null =>
  get`/v2/settings/password/expiry?ctx.orgId=${organizationId}`

export const identityProvidersQuestion = (organizationId: string): FactsQuestion | null =>
  get`/v2/settings/login/idps?ctx.orgId=${organizationId}`

export const organizationQuestion = (organizationId: string): FactsQuestion | null =>
  isIdentifier(organizationId)
    ? {
        method: 'POST',
        path: '/v2/organizations/_search',
        body: { queries: [{ idQuery: { id: organizationId } }] },
      }
    : null

function get(parts: TemplateStringsArray, id: string): FactsQuestion | null {
  return isIdentifier(id)
    ? { method: 'GET', path: `${parts[0]}${encodeURIComponent(id)}${parts[1] ?? ''}` }
    : null
}

/** ZITADEL's are digits; own ones of users may be anything up to 200 characters. */
function isIdentifier(id: string): boolean {
  return id.length > 0 && id.length <= 200 && id !== '.' && id !== '..' && id.isWellFormed()
}
