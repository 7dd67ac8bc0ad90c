import { decodeMetadata, metadataBytes } from './metadata.ts'
import { parseRoles, type Role } from './roles.ts'

/** The organization that a user belongs to (ZITADEL's resource owner, contract 6.6). */
export interface Organization {
  readonly id: string
  readonly name: string | null
  readonly primaryDomain: string | null
}

/** Who calls, as the issuer says. Frozen, and shared by all requests that bring the same token. */
export interface Principal {
  readonly kind: 'principal'
  /** Stable and unique at the issuer: the only thing to identify a user by. */
  readonly subject: string
  /** The application that the token was given to; personal access tokens have none. */
  readonly clientId: string | null
  /** Only if the login asked for the scope `urn:zitadel:iam:user:resourceowner`. */
  readonly organization: Organization | null
  /** All roles in the token, those of other projects included. To decide, use `hasRole`. */
  readonly roles: readonly Role[]
  /** Whether the role is held in this API's project, in the given organization or in any. */
  hasRole(role: string, options?: { readonly organizationId?: string }): boolean
  readonly scopes: readonly string[]
  /** Milliseconds since the epoch. */
  readonly authTime: number | null
  /** `amr`: how the user logged in, such as `pwd`, `otp`, `mfa`. */
  readonly methods: readonly string[]
  /** The user's metadata as text (scope `urn:zitadel:iam:user:metadata`); what is not UTF-8 is only in `metadataBytes`. */
  readonly metadata: Readonly<Record<string, string>>
  /** A copy of one value of the user's metadata. */
  metadataBytes(key: string): Uint8Array<ArrayBuffer> | null
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  /** Everything that the issuer said, frozen. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** The claims that every principal needs, checked. */
export interface CheckedClaims {
  readonly subject: string
  readonly expiresAt: number
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * Makes the principal of claims that passed every check. What is absent or misshapen grants nothing (AT-4).
 *
 * `projectId` is the project whose roles count; `null` means the introspecting client's own (contract 7.1).
 */
export function createPrincipal(
  { subject, expiresAt, claims }: CheckedClaims,
  projectId: string | null,
): Principal {
  const roles = parseRoles(claims)
  return Object.freeze<Principal>({
    kind: 'principal',
    subject,
    clientId: asText(claims['client_id']),
    organization: parseOrganization(claims),
    roles,
    hasRole(role, { organizationId } = {}) {
      const held = roles.find((one) => one.role === role && one.projectId === projectId)
      if (held === undefined) return false
      return organizationId === undefined || held.organizationIds.includes(organizationId)
    },
    scopes: Object.freeze(
      asText(claims['scope'])
        ?.split(' ')
        .filter((scope) => scope !== '') ?? [],
    ),
    authTime: typeof claims['auth_time'] === 'number' ? claims['auth_time'] * 1000 : null,
    methods: Object.freeze(asTexts(claims['amr'])),
    metadata: decodeMetadata(claims),
    metadataBytes: (key) => metadataBytes(claims, key),
    expiresAt,
    claims,
  })
}

const resourceOwner = 'urn:zitadel:iam:user:resourceowner'

function parseOrganization(claims: Readonly<Record<string, unknown>>): Organization | null {
  const id = asText(claims[`${resourceOwner}:id`])
  if (id === null) return null
  const name = asText(claims[`${resourceOwner}:name`])
  return Object.freeze({ id, name, primaryDomain: asText(claims[`${resourceOwner}:primary_domain`]) })
}

const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const asTexts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
