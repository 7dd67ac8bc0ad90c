import { isJsonObject, metadataUrl, parseJson, parseMetadata, ProtocolError } from '@postern/protocol'
import { GuardError } from '../errors.ts'
import type { Settings } from '../options.ts'
import { ask } from './ask.ts'

/** The introspection endpoint: given, or from the issuer's metadata, read once for all who wait. */
export interface EndpointFinder {
  /** @throws GuardError with the code `JUDGEMENT_UNAVAILABLE`; the next call tries again. */
  find(): Promise<string>
  /** The endpoint is not there any more: read the metadata again next time. */
  forget(): void
}

export function createEndpointFinder(settings: Settings): EndpointFinder {
  const given = settings.introspection.endpoint
  let found: Promise<string> | undefined
  return {
    async find() {
      if (given !== undefined) return given
      const reading = (found ??= discover(settings))
      try {
        return await reading
      } catch (error) {
        if (found === reading) found = undefined
        throw error
      }
    },
    forget() {
      found = undefined
    },
  }
}

/** OpenID Discovery 1.0 §4; RFC 8414 §3.3. The paths are the instance's to choose (contract 1.2). */
async function discover(settings: Settings): Promise<string> {
  const { issuer } = settings
  // a secret goes over plain http only if the issuer itself is on this machine (DISC-2)
  const rule = { allowPlainHttpOnLoopback: new URL(issuer).protocol === 'http:' }
  const url = metadataUrl(issuer, 'openid', rule)
  const { status, body } = await ask(settings, url, { headers: { accept: 'application/json' } })
  if (status !== 200) throw new GuardError('issuer_unreachable', `${url} answered ${status}`)
  const document = parseJson(body)
  const offered: unknown = isJsonObject(document)
    ? document['introspection_endpoint_auth_methods_supported']
    : undefined
  // RFC 8414 §2: absent means client_secret_basic
  if (offered !== undefined && !(Array.isArray(offered) && offered.includes('client_secret_basic'))) {
    throw new GuardError(
      'issuer_unsuitable',
      `${issuer} does not offer client_secret_basic for introspection`,
    )
  }
  try {
    const metadata = parseMetadata(document, { issuer, endpoints: ['introspection_endpoint'], ...rule })
    return metadata.introspection_endpoint ?? ''
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    if (error.code !== 'ISSUER_MISMATCH')
      throw new GuardError('issuer_unsuitable', `${url}: ${error.message}`)
    const named = isJsonObject(document) ? String(document['issuer']).slice(0, 200) : ''
    throw new GuardError(
      'issuer_mismatch',
      `the configured issuer is ${issuer}, its metadata says ${named}: both must be the same text`,
    )
  }
}
