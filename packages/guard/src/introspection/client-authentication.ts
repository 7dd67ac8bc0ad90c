import { encodeBase64Url, type Now } from '@postern/protocol'
import { SignJWT } from 'jose'
import type { IssuerSettings } from '../settings.ts'
import { basicCredential } from './basic-credential.ts'

/** What one call carries to show who asks: by a header, or by form fields, never both (CAUTH-4). */
export interface ClientProof {
  readonly headers: Readonly<Record<string, string>>
  readonly form: Readonly<Record<string, string>>
}

const assertionSeconds = 60
/** ZITADEL refuses an `iat` that is only slightly ahead of its clock (contract 6.1). */
const backdateSeconds = 5

type Introspection = NonNullable<IssuerSettings['introspection']>

/** The client id under which this API introspects. */
export const clientIdOf = (introspection: Introspection): string =>
  'keyFile' in introspection ? introspection.keyFile.clientId : introspection.clientId

/** The method's name in the issuer's metadata. */
export const methodOf = (introspection: Introspection): 'client_secret_basic' | 'private_key_jwt' =>
  'keyFile' in introspection ? 'private_key_jwt' : 'client_secret_basic'

/**
 * Authenticates the guard: by Basic, or by a JWT that is made anew for every call (CAUTH-5), for the issuer as its one audience
 * (CAUTH-2).
 */
export function createClientAuthentication(
  issuer: string,
  introspection: Introspection,
  now: Now,
): () => Promise<ClientProof> {
  if (!('keyFile' in introspection)) {
    const authorization = basicCredential(introspection.clientId, introspection.clientSecret)
    const proof = { headers: { authorization }, form: {} }
    return async () => proof
  }
  const { keyFile, randomBytes, assertionType } = introspection
  return async () => {
    const issuedAt = Math.floor(now() / 1000) - backdateSeconds
    const assertion = await new SignJWT({ jti: encodeBase64Url(randomBytes(16)) })
      .setProtectedHeader({ alg: 'RS256', kid: keyFile.keyId, typ: assertionType })
      .setIssuer(keyFile.clientId)
      .setSubject(keyFile.clientId)
      .setAudience(issuer)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + assertionSeconds)
      .sign(keyFile.privateKey)
    return {
      headers: {},
      form: {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      },
    }
  }
}
