import {
  isJsonObject,
  type JsonObject,
  metadataUrl,
  parseJson,
  parseMetadata,
  ProtocolError,
  type ServerMetadata,
} from '@postern/protocol'
import { GuardError } from '../errors.ts'
import { methodOf } from '../introspection/client-authentication.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import { ask } from './ask.ts'

export interface IssuerMetadata {
  /** Checked to be there wherever the issuer is asked about tokens. */
  readonly introspectionEndpoint: string
  /** Checked to be there wherever JWTs are verified. */
  readonly jwksUri: string
}

/** The issuer's metadata, read once for all who wait. */
export interface MetadataReader {
  /** @throws GuardError with the code `JUDGEMENT_UNAVAILABLE`; the next call tries again. */
  read(): Promise<IssuerMetadata>
  /** An endpoint is not there any more: read the metadata again next time. */
  forget(): void
}

export function createMetadataReader(settings: Settings, issuer: IssuerSettings): MetadataReader {
  let known: Promise<IssuerMetadata> | undefined
  return {
    async read() {
      const reading = (known ??= discover(settings, issuer))
      try {
        return await reading
      } catch (error) {
        if (known === reading) known = undefined
        throw error
      }
    },
    forget() {
      known = undefined
    },
  }
}

/** OpenID Discovery 1.0 §4; RFC 8414 §3.3. The paths are the instance's to choose (contract 1.2). */
async function discover(
  settings: Settings,
  { issuer, introspection, jwt }: IssuerSettings,
): Promise<IssuerMetadata> {
  // a secret goes over plain http only if the issuer itself is on this machine (DISC-2)
  const rule = { allowPlainHttpOnLoopback: new URL(issuer).protocol === 'http:' }
  const url = metadataUrl(issuer, 'openid', rule)
  const { status, body } = await ask(settings, 'guard.metadata', url, {
    headers: { accept: 'application/json' },
  })
  if (status !== 200) throw new GuardError('issuer_unreachable', `${url} answered ${status}`)
  const document = parseJson(body)
  const wantsIntrospection = introspection !== undefined && introspection.endpoint === undefined
  const wantsKeys = jwt !== undefined && jwt.jwksUri === undefined
  if (wantsIntrospection) checkMethod(document, methodOf(introspection), issuer)
  const endpoints = [
    ...(wantsIntrospection ? (['introspection_endpoint'] as const) : []),
    ...(wantsKeys ? (['jwks_uri'] as const) : []),
  ]
  const metadata = read(document, url, () => parseMetadata(document, { issuer, endpoints, ...rule }), issuer)
  return { introspectionEndpoint: metadata.introspection_endpoint ?? '', jwksUri: metadata.jwks_uri ?? '' }
}

/** RFC 8414 §2: absent means client_secret_basic. */
function checkMethod(document: unknown, method: string, issuer: string): void {
  const offered: unknown = isJsonObject(document)
    ? (document['introspection_endpoint_auth_methods_supported'] ?? ['client_secret_basic'])
    : [method]
  if (Array.isArray(offered) && offered.includes(method)) return
  throw new GuardError('issuer_unsuitable', `${issuer} does not offer ${method} for introspection`)
}

function read(document: unknown, url: string, parse: () => ServerMetadata, issuer: string): ServerMetadata {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    if (error.code !== 'ISSUER_MISMATCH')
      throw new GuardError('issuer_unsuitable', `${url}: ${error.message}`)
    const named = String((document as JsonObject)['issuer']).slice(0, 200)
    throw new GuardError(
      'issuer_mismatch',
      `the configured issuer is ${issuer}, its metadata says ${named}: both must be the same text`,
    )
  }
}
