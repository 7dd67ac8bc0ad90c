import { isSameSecret, type Now } from '@postern/protocol'
import type { IssuerSettings } from '../settings.ts'
import { createAssertion } from './assertion.ts'
import { basicCredential } from './basic-credential.ts'
import type { ClientKey } from './key-file.ts'
import type { Renewable } from './renewable.ts'

/** What one call carries to show who asks: by a header, or by form fields, never both (CAUTH-4). */
export interface ClientProof {
  readonly headers: Readonly<Record<string, string>>
  readonly form: Readonly<Record<string, string>>
}

/** Shows one credential, anew for each call. */
export type Prove = () => Promise<ClientProof>

/** What the guard authenticates with, which may be replaced while it runs. */
export interface ClientAuthentication {
  /** The credential in use. */
  current(): Prove
  /** After the issuer has refused one: reads it again, once for all who were refused. Nothing, where it is still the same. */
  renew(refused: Prove): Prove | undefined
}

type Introspection = NonNullable<IssuerSettings['introspection']>

/** The client id under which this API introspects. */
export const clientIdOf = (introspection: Introspection): string =>
  'keyFile' in introspection ? introspection.keyFile.first.clientId : introspection.clientId

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
): ClientAuthentication {
  if ('keyFile' in introspection) {
    const proverOf = (key: ClientKey): Prove => {
      const assertion = createAssertion(issuer, { ...introspection, key }, now)
      return async () => ({
        headers: {},
        form: {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await assertion(),
        },
      })
    }
    return renewing(introspection.keyFile, proverOf, isSuccessor)
  }
  const { clientId, clientSecret } = introspection
  const proverOf = ({ secret }: { readonly secret: string }): Prove => {
    const proof = { headers: { authorization: basicCredential(clientId, secret) }, form: {} }
    return async () => proof
  }
  return renewing(clientSecret, proverOf, (next, before) => !isSameSecret(next.secret, before.secret))
}

/** Another key of the same client: one of another client would change whose roles count. */
const isSuccessor = (next: ClientKey, before: ClientKey): boolean =>
  next.clientId === before.clientId &&
  !(next.keyId === before.keyId && next.privateKey.equals(before.privateKey))

function renewing<T>(
  source: Renewable<T>,
  proverOf: (credential: T) => Prove,
  mayReplace: (next: T, before: T) => boolean,
): ClientAuthentication {
  let inUse = source.first
  let prove = proverOf(inUse)
  return {
    current: () => prove,
    renew(refused) {
      // somebody else who was refused has read it
      if (prove !== refused) return prove
      const next = source.again()
      if (next === undefined || !mayReplace(next, inUse)) return undefined
      inUse = next
      prove = proverOf(next)
      return prove
    },
  }
}
