import { unverifiedClaims } from '../tokens/unverified-claims.ts'
import type { Form } from './form.ts'
import { OAuthError } from './oauth-error.ts'

/**
 * What the original makes of a `request` object (contract 1.3): it is advertised and never works. A signed one of the right client runs
 * into a bug of the storage and is a 500; the other refusals are real ones. Always throws.
 */
export function refuseRequestObject(requestObject: string, form: Form, issuer: string): never {
  const claims = readClaims(requestObject)
  const clientId = form.last('client_id') ?? ''
  if (claims['client_id'] !== undefined && claims['client_id'] !== '' && claims['client_id'] !== clientId) {
    throw new OAuthError('request_issuer_wrong')
  }
  if (typeof claims['iss'] !== 'string' || claims['iss'] === '' || claims['iss'] !== claims['client_id']) {
    throw new OAuthError('request_issuer_wrong')
  }
  const audience = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']]
  if (!audience.includes(issuer)) throw new OAuthError('request_issuer_wrong')
  if (!isSigned(requestObject)) throw new OAuthError('request_signature_invalid')
  throw new OAuthError('request_key_lookup')
}

function readClaims(requestObject: string): Readonly<Record<string, unknown>> {
  if (requestObject.split('.').length !== 3) {
    throw new OAuthError('request_unparsable', 'token contains an invalid number of segments')
  }
  const claims = unverifiedClaims(requestObject)
  if (!claims) throw new OAuthError('request_unparsable', 'malformed token')
  return claims
}

/** Signed by an algorithm that the library looks a key up for. */
function isSigned(requestObject: string): boolean {
  const [header = '', , signature = ''] = requestObject.split('.')
  const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))
  return signature !== '' && typeof alg === 'string' && /^(?:RS|ES|PS)(?:256|384|512)$|^EdDSA$/.test(alg)
}
