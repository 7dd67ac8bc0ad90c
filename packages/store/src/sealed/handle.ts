import { StoreError } from '../errors.ts'
import { encode } from './base64url.ts'
import { derive, deriveKey, type Key, keyOf, seal, unseal } from './cipher.ts'
import type { DerivedKeys } from './deployment-key.ts'
import type { Wrap } from './layout.ts'
import type { RandomBytes } from './random.ts'

/** Length of the secret of a handle: 256 random bits (BFF-5, KEY-4). */
export const secretBytes = 32

const none = new Uint8Array(0)

/** What is derived from the secret of a handle: a name to be found by, and the key material, which is of no use without a salt. */
export interface Handle {
  readonly kind: string
  /**
   * One derivation of the secret, of which the wrapping key is another. The name lies in the store and says nothing about either.
   */
  readonly name: string
  readonly material: Key
}

/** @throws {StoreError} `OPTION_INVALID` if the secret is not 32 bytes */
export function handleOf(kind: string, secret: Uint8Array): Handle {
  if (secret.length !== secretBytes)
    throw new StoreError('OPTION_INVALID', 'the secret of a handle is 32 bytes')
  const material = keyOf(secret)
  return { kind, name: encode(derive(material, none, `postern/${kind}/name/v1`)), material }
}

/** The index term by which a handle's record is found. */
export function handleTerm(name: string): string {
  return `handle:${name}`
}

/** Wraps a data key for a handle. `place` is where the record lies: a wrap fits nowhere else. */
export function wrapKey(
  dataKey: Key,
  handle: Handle,
  place: string,
  keys: DerivedKeys,
  { now, randomBytes }: { readonly now: () => number; readonly randomBytes: RandomBytes },
): Wrap {
  const plain = dataKey.export()
  const wrapped = seal(
    plain,
    wrappingKey(handle, keys),
    wrapContext(place, handle.name, keys.id),
    randomBytes,
  )
  plain.fill(0)
  return { name: handle.name, keyId: keys.id, wrapped, since: now(), expiresAt: null }
}

/** The data key, or nothing if the wrap was not made for this handle at this place. */
export function unwrapKey(wrap: Wrap, handle: Handle, place: string, keys: DerivedKeys): Key | undefined {
  const plain = unseal(wrap.wrapped, wrappingKey(handle, keys), wrapContext(place, wrap.name, wrap.keyId))
  const dataKey = plain && keyOf(plain)
  plain?.fill(0)
  return dataKey
}

function wrappingKey({ kind, material }: Handle, { wrapSalt }: DerivedKeys): Key {
  return deriveKey(material, wrapSalt, `postern/${kind}/wrap/v1`)
}

function wrapContext(place: string, name: string, keyId: string): Buffer {
  return Buffer.from(`postern/sealed/wrap/v1\0${place}\0${name}\0${keyId}`)
}
