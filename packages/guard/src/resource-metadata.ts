import type { Settings } from './settings.ts'

/** What this API says of itself (RFC 9728 §2), and where. */
export interface ResourceMetadata {
  /** Where the document is served, below `publicUrl`'s host. */
  readonly path: string
  /** The same as an address; stands in every challenge. */
  readonly url: string
  readonly document: Readonly<Record<string, unknown>>
}

/** The well-known path stands between host and path (RFC 9728 §3.1). The document follows from what the guard checks (PRM-4). */
export function describeResource(settings: Settings): ResourceMetadata | null {
  const { publicUrl, metadata, dpop, mtls, issuers } = settings
  if (publicUrl === undefined || metadata === undefined) return null
  const { origin, pathname } = new URL(publicUrl)
  const path = `/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}`
  const document = {
    resource: publicUrl,
    authorization_servers: issuers.map(({ issuer }) => issuer),
    bearer_methods_supported: ['header'],
    ...(metadata.scopes === undefined ? {} : { scopes_supported: metadata.scopes }),
    ...(metadata.name === undefined ? {} : { resource_name: metadata.name }),
    ...(metadata.documentation === undefined ? {} : { resource_documentation: metadata.documentation }),
    ...(dpop === undefined
      ? {}
      : {
          dpop_signing_alg_values_supported: dpop.algorithms,
          dpop_bound_access_tokens_required: dpop.required,
        }),
    ...(mtls === undefined ? {} : { tls_client_certificate_bound_access_tokens: true }),
  }
  return Object.freeze({ path, url: origin + path, document: Object.freeze(document) })
}

/** Serves the document by GET (RFC 9728 §3.2), for whatever server speaks `fetch`. */
export function resourceMetadataHandler({
  path,
  document,
}: ResourceMetadata): (request: Request) => Response {
  const body = JSON.stringify(document)
  return ({ method, url }) => {
    if (new URL(url).pathname !== path) return new Response(null, { status: 404 })
    if (method !== 'GET' && method !== 'HEAD')
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    return new Response(method === 'HEAD' ? null : body, { headers: { 'content-type': 'application/json' } })
  }
}
