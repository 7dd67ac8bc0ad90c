import { defaultPolicies, defaultSecretGenerators } from './default-policies.ts'
import type { Instance, PolicyDetails, PolicyName } from './model.ts'

const hour = 3_600_000
const policyNames: readonly PolicyName[] = [
  'passwordComplexity',
  'passwordAge',
  'domain',
  'login',
  'legalAndSupport',
  'lockout',
  'branding',
]

/** An instance as set-up leaves it, before its first organization (contract 12.5). */
export function createInstance(given: {
  id: string
  ownProjectId: string
  tokenKey: Uint8Array
  now: number
}): Instance {
  const { id, ownProjectId, tokenKey, now } = given
  return {
    id,
    name: 'ZITADEL',
    defaultLanguage: 'en',
    ownProjectId,
    defaultOrganizationId: '',
    domains: ['localhost'],
    trustedDomains: [],
    features: { loginV2: { required: true }, loginDefaultOrg: true, consoleUseV2UserApi: true },
    oidcSettings: {
      accessTokenLifetimeMs: 12 * hour,
      idTokenLifetimeMs: 12 * hour,
      refreshTokenIdleExpirationMs: 720 * hour,
      refreshTokenExpirationMs: 2160 * hour,
    },
    security: { enableImpersonation: false },
    policies: defaultPolicies(),
    policyDetails: new Map(policyNames.map((name, index) => [name, detailsAt(now, 13 + index)])),
    secretGenerators: defaultSecretGenerators(),
    createdAt: now,
    changedAt: now,
    sequence: 110,
    members: new Map(),
    organizations: new Map(),
    users: new Map(),
    projects: new Map(),
    applications: new Map(),
    authorizations: new Map(),
    groups: new Map(),
    sessions: new Map(),
    authRequests: new Map(),
    oidcSessions: new Map(),
    webKeys: new Map(),
    tokenKey,
  }
}

function detailsAt(now: number, sequence: number): PolicyDetails {
  return { createdAt: now, changedAt: now, sequence }
}
