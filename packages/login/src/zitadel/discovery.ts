import {
  isUsed,
  metadataUrl,
  type Now,
  ProtocolError,
  parseJson,
  parseMetadata,
  type ServerMetadata,
} from '@postern/protocol'
import { isLoginError, LoginError } from '../errors.ts'
import { checkNotBusy } from './api-error.ts'
import type { IssuerHttp } from './issuer-http.ts'
import { oneFlight } from './one-flight.ts'

const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'revocation_endpoint',
  'userinfo_endpoint',
] as const

/** The issuer's metadata with the endpoints that a login needs, all of them at the issuer's own origin. */
export type IssuerMetadata = ServerMetadata & { readonly [Name in (typeof endpoints)[number]]: string }

/** Gives the issuer's metadata, fetched once for all callers and again when it has grown old. */
export type Discovery = () => Promise<IssuerMetadata>

export interface DiscoveryDeps {
  readonly issuer: string
  readonly allowPlainHttpOnLoopback: boolean
  readonly call: IssuerHttp
  readonly now: Now
  readonly timeoutMs: number
}

const freshForMs = 60 * 60_000
const retryAfterMs = 30_000

/**
 * Reads and keeps the metadata. It is used only if its issuer is the configured one (DISC-1), every endpoint is safe and at the
 * issuer's own origin (DISC-2, DISC-6), and PKCE with S256 is offered (DISC-3).
 *
 * When the issuer cannot be reached for a refresh, what was known goes on; a document that is wrong never does.
 */
export function createDiscovery(deps: DiscoveryDeps): Discovery {
  let known: { readonly metadata: IssuerMetadata; readonly staleAt: number } | undefined
  const refresh = oneFlight(async () => {
    try {
      const metadata = await fetchMetadata(deps)
      known = { metadata, staleAt: deps.now() + freshForMs }
      return metadata
    } catch (error) {
      const isOutage = isLoginError(error, 'ISSUER_UNREACHABLE', 'ISSUER_TIMEOUT', 'ISSUER_BUSY')
      if (known === undefined || !isOutage) throw error
      known = { ...known, staleAt: deps.now() + retryAfterMs }
      return known.metadata
    }
  })
  return async () => (known !== undefined && deps.now() < known.staleAt ? known.metadata : refresh())
}

async function fetchMetadata(deps: DiscoveryDeps): Promise<IssuerMetadata> {
  const response = await deps.call(
    { method: 'GET', url: metadataUrl(deps.issuer, 'openid', deps), headers: { accept: 'application/json' } },
    deps.timeoutMs,
  )
  checkNotBusy(response, 'discovery')
  if (response.status !== 200)
    throw new LoginError('ISSUER_ANSWER_INVALID', `discovery: status ${response.status}`)
  try {
    const metadata = parseMetadata(parseJson(response.body), { ...deps, endpoints })
    isUsed(metadata, 'pkce', 'required')
    checkOrigins(metadata, deps.issuer)
    checkAuthMethod(metadata)
    return metadata as IssuerMetadata
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    const code = cause.code === 'FEATURE_NOT_OFFERED' ? 'ISSUER_UNSUPPORTED' : 'ISSUER_MISMATCH'
    throw new LoginError(code, `discovery: ${cause.message}`, { cause })
  }
}

/** ZITADEL's endpoints are at its own origin (contract 1.2); a document that points elsewhere would send credentials there. */
function checkOrigins(metadata: ServerMetadata, issuer: string): void {
  for (const name of endpoints) {
    if (new URL(metadata[name] ?? '').origin !== new URL(issuer).origin) {
      throw new LoginError('ISSUER_MISMATCH', `discovery: ${name} is at another origin`)
    }
  }
}

function checkAuthMethod(metadata: ServerMetadata): void {
  if (metadata.token_endpoint_auth_methods_supported?.includes('private_key_jwt') !== true) {
    throw new LoginError('ISSUER_UNSUPPORTED', 'discovery: private_key_jwt is not offered')
  }
}
