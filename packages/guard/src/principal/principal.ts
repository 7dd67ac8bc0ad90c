import { isJsonObject } from '@postern/protocol'
import { decodeMetadata, metadataBytes } from './metadata.ts'
import { parseRoles, type Role } from './roles.ts'

/** The organization that a user belongs to (ZITADEL's resource owner, contract 6.6). */
export interface Organization {
  readonly id: string
  readonly name: string | null
  readonly primaryDomain: string | null
}

/** Who acts for somebody else. */
export interface Actor {
  readonly subject: string
  readonly issuer: string | null
}

/** Who calls, as the issuer says. Frozen, and shared by all requests that bring the same token. */
export interface Principal {
  readonly kind: 'principal'
  /** Who says so. With several issuers only issuer and subject together identify a user. */
  readonly issuer: string
  /** Stable and unique at the issuer: the only thing to identify a user by. */
  readonly subject: string
  /** The client id of the application that the token was given to; personal access tokens have none. */
  readonly client: string | null
  /** Only if the login asked for the scope `urn:zitadel:iam:user:resourceowner`. */
  readonly organization: Organization | null
  /** All roles in the token, those of other projects included. To decide, use `hasRole`. */
  readonly roles: readonly Role[]
  /** Whether the role is held in this API's project, in the given organization or in any. */
  hasRole(role: string, options?: { readonly organizationId?: string }): boolean
  /** `null` where the token says nothing of scopes, as ZITADEL's JWTs do when judged offline (contract 6.5). */
  readonly scopes: readonly string[] | null
  /** When the user logged in. Milliseconds since the epoch. */
  readonly authTime: number | null
  /** `amr`: how the user logged in, such as `pwd`, `otp`, `mfa`. */
  readonly methods: readonly string[]
  /** Who acts for the subject right now (RFC 8693 §4.1). Those who acted before are in `claims`, and are for information only (AT-11). */
  readonly actor: Actor | null
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
  readonly issuer: string
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
  { issuer, subject, expiresAt, claims }: CheckedClaims,
  projectId: string | null,
): Principal {
  const roles = parseRoles(claims)
  return Object.freeze<Principal>({
    kind: 'principal',
    issuer,
    subject,
    client: asText(claims['client_id']),
    organization: parseOrganization(claims),
    roles,
    hasRole(role, { organizationId } = {}) {
      const held = roles.find((one) => one.role === role && one.projectId === projectId)
      if (held === undefined) return false
      return organizationId === undefined || held.organizationIds.includes(organizationId)
    },
    scopes: parseScopes(claims['scope']),
    authTime: typeof claims['auth_time'] === 'number' ? claims['auth_time'] * 1000 : null,
    methods: Object.freeze(asTexts(claims['amr'])),
    actor: parseActor(claims['act']),
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

function parseActor(act: unknown): Actor | null {
  const subject = isJsonObject(act) ? asText(act['sub']) : null
  return subject === null || !isJsonObject(act)
    ? null
    : Object.freeze({ subject, issuer: asText(act['iss']) })
}

const parseScopes = (scope: unknown): readonly string[] | null =>
  typeof scope === 'string' ? Object.freeze(scope.split(' ').filter((one) => one !== '')) : null

const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const asTexts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
