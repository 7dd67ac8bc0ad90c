import { ProtocolError } from './errors.ts'
import type { ServerMetadata } from './metadata.ts'

/** What an authorization server may or may not offer, each with the member of its metadata that says so. */
const offers = {
  /** RFC 7636 with S256; `plain` alone counts as nothing (RFC 9700 §2.1.1). */
  pkce: (metadata) => metadata.code_challenge_methods_supported?.includes('S256') === true,
  /** RFC 9126. */
  par: (metadata) => metadata.pushed_authorization_request_endpoint !== undefined,
  /** RFC 9101. */
  jar: (metadata) =>
    (metadata.request_object_signing_alg_values_supported ?? []).some((alg) => alg !== 'none'),
  /** RFC 9449. */
  dpop: (metadata) => (metadata.dpop_signing_alg_values_supported ?? []).length > 0,
  /** RFC 8705. */
  mtls: (metadata) => metadata.tls_client_certificate_bound_access_tokens === true,
  /** RFC 9207. */
  iss: (metadata) => metadata.authorization_response_iss_parameter_supported === true,
} as const satisfies Record<string, (metadata: ServerMetadata) => boolean>

export type Feature = keyof typeof offers

export type FeaturePolicy = 'required' | 'optional' | 'off'

/** Whether the server's metadata offers a feature. */
export function isOffered(metadata: ServerMetadata, feature: Feature): boolean {
  return offers[feature](metadata)
}

/**
 * Decides whether a feature is used. What is required and not offered stops the flow: there is no way back to the weaker form.
 *
 * @throws {ProtocolError} `FEATURE_NOT_OFFERED`
 * @see RFC 9700 §2.6 (DISC-3)
 */
export function isUsed(metadata: ServerMetadata, feature: Feature, policy: FeaturePolicy): boolean {
  if (policy === 'off') return false
  const offered = isOffered(metadata, feature)
  if (policy === 'required' && !offered) throw new ProtocolError('FEATURE_NOT_OFFERED', feature)
  return offered
}
