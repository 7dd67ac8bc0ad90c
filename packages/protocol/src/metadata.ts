import { isPlainUrlText, isSafeEndpoint, type TransportRule } from './endpoint.ts'
import { ProtocolError } from './errors.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { createMemberReader } from './members.ts'

/** The endpoints that server metadata may name, and that may be demanded. */
export const endpointMembers = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'introspection_endpoint',
  'revocation_endpoint',
  'end_session_endpoint',
  'device_authorization_endpoint',
  'backchannel_authentication_endpoint',
  'pushed_authorization_request_endpoint',
] as const

export type EndpointMember = (typeof endpointMembers)[number]

const listMembers = [
  'scopes_supported',
  'response_types_supported',
  'grant_types_supported',
  'code_challenge_methods_supported',
  'token_endpoint_auth_methods_supported',
  'id_token_signing_alg_values_supported',
  'dpop_signing_alg_values_supported',
  'request_object_signing_alg_values_supported',
] as const

const switchMembers = [
  'authorization_response_iss_parameter_supported',
  'tls_client_certificate_bound_access_tokens',
] as const

/** What an authorization server says of itself, as far as it is used here (RFC 8414 §2, OpenID Connect Discovery §3). */
export type ServerMetadata = { readonly issuer: string } & {
  readonly [Name in EndpointMember]?: string
} & { readonly [Name in (typeof listMembers)[number]]?: readonly string[] } & {
  readonly [Name in (typeof switchMembers)[number]]?: boolean
}

export interface MetadataExpectation extends TransportRule {
  /** The configured issuer; compared character by character (RFC 8414 §3.3, DISC-1). */
  readonly issuer: string
  /** Endpoints without which the metadata is of no use. */
  readonly endpoints: readonly EndpointMember[]
}

/**
 * Where an issuer's metadata lies: appended for OpenID Connect, inserted before the path for plain OAuth.
 *
 * @throws {ProtocolError} `ISSUER_INVALID` if it is not an https URL (or an allowed loopback one), or has a query or a fragment
 * @see OpenID Connect Discovery §4.1, RFC 8414 §3.1
 */
export function metadataUrl(issuer: string, kind: 'openid' | 'oauth', rule: TransportRule): string {
  checkIssuer(issuer, rule)
  const url = new URL(issuer)
  const path = url.pathname.replace(/\/+$/, '')
  return kind === 'openid'
    ? `${url.origin}${path}/.well-known/openid-configuration`
    : `${url.origin}/.well-known/oauth-authorization-server${path}`
}

/**
 * Refuses what cannot be an issuer identifier.
 *
 * @throws {ProtocolError} `ISSUER_INVALID`
 * @see RFC 8414 §2
 */
export function checkIssuer(issuer: string, rule: TransportRule): void {
  if (!isPlainUrlText(issuer) || !isSafeEndpoint(issuer, rule) || /[?#]/.test(issuer)) {
    throw new ProtocolError('ISSUER_INVALID', 'an issuer is an https URL without query and fragment')
  }
}

/**
 * Reads server metadata, and lets it pass only if it is that of the configured issuer and every endpoint in it is safe. Members
 * that are not used here are dropped.
 *
 * @throws {ProtocolError} `METADATA_MALFORMED`, and what `checkMetadata` throws
 * @see RFC 8414 §3.2, §3.3
 */
export function parseMetadata(document: unknown, expected: MetadataExpectation): ServerMetadata {
  if (!isJsonObject(document)) throw new ProtocolError('METADATA_MALFORMED', 'not a JSON object')
  const metadata = readMembers(document)
  checkMetadata(metadata, expected)
  return metadata
}

/**
 * The same check for metadata that somebody else has read, such as `openid-client`.
 *
 * @throws {ProtocolError} `ISSUER_INVALID`, `ISSUER_MISMATCH`, `METADATA_MALFORMED` (an endpoint is missing), `ENDPOINT_INSECURE`
 * @see RFC 8414 §3.3 (DISC-1, DISC-2)
 */
export function checkMetadata(metadata: ServerMetadata, expected: MetadataExpectation): void {
  checkIssuer(expected.issuer, expected)
  if (metadata.issuer !== expected.issuer) {
    throw new ProtocolError('ISSUER_MISMATCH', 'the issuer in the metadata is not the configured one')
  }
  for (const name of expected.endpoints) {
    if (metadata[name] === undefined) throw new ProtocolError('METADATA_MALFORMED', `${name} is missing`)
  }
  for (const name of endpointMembers) {
    const endpoint = metadata[name]
    if (endpoint !== undefined && !isSafeEndpoint(endpoint, expected))
      throw new ProtocolError('ENDPOINT_INSECURE', name)
  }
}

function readMembers(document: JsonObject): ServerMetadata {
  const read = createMemberReader(document, 'METADATA_MALFORMED')
  const members: Record<string, unknown> = { issuer: read.text('issuer') }
  for (const name of endpointMembers) members[name] = read.optionalText(name)
  for (const name of listMembers) members[name] = read.optionalTexts(name)
  for (const name of switchMembers) members[name] = read.optionalBoolean(name)
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as ServerMetadata
}
