import { createPrivateKey, type KeyObject } from 'node:crypto'
import { isJsonObject } from '@postern/protocol'
import { LoginError } from '../../errors.ts'

/** A service account's key file, as ZITADEL writes it (contract 2.2), read at the door. */
export interface ServiceAccountKey {
  readonly keyId: string
  readonly userId: string
  readonly privateKey: KeyObject
  /** Milliseconds since the epoch; `null` where the file names none. */
  readonly expiresAt: number | null
}

/** An application's key file, as ZITADEL writes it (contract 2.2), read at the door. */
export interface ApplicationKey {
  readonly keyId: string
  readonly clientId: string
  readonly privateKey: KeyObject
}

/** Who acts as login client: a service account by its key (recommended), or its personal access token. */
export type LoginClientCredential =
  | { readonly kind: 'key'; readonly key: ServiceAccountKey }
  | { readonly kind: 'personal_access_token'; readonly token: string }

/**
 * Reads a service account's key file from its JSON value.
 *
 * @throws {LoginError} `SETTINGS_INVALID`; the message holds nothing of the file
 */
export function parseServiceAccountKey(file: unknown): ServiceAccountKey {
  const { read, privateKey } = open(file, 'serviceaccount')
  const expiration = read('expirationDate', 'optional')
  const expiresAt = expiration === '' ? null : Date.parse(expiration)
  if (Number.isNaN(expiresAt)) throw new LoginError('SETTINGS_INVALID', 'key file: expirationDate is no date')
  return { keyId: read('keyId'), userId: read('userId'), privateKey, expiresAt }
}

/**
 * Reads an application's key file from its JSON value.
 *
 * @throws {LoginError} `SETTINGS_INVALID`; the message holds nothing of the file
 */
export function parseApplicationKey(file: unknown): ApplicationKey {
  const { read, privateKey } = open(file, 'application')
  return { keyId: read('keyId'), clientId: read('clientId'), privateKey }
}

function open(file: unknown, type: 'serviceaccount' | 'application') {
  if (!isJsonObject(file) || file['type'] !== type) {
    throw new LoginError('SETTINGS_INVALID', `key file: not one of type ${type}`)
  }
  const read = (name: string, need: 'required' | 'optional' = 'required'): string => {
    const value = file[name] ?? ''
    if (typeof value !== 'string' || (value === '' && need === 'required')) {
      throw new LoginError('SETTINGS_INVALID', `key file: ${name} is missing`)
    }
    return value
  }
  return { read, privateKey: readRsaKey(read('key')) }
}

/** PKCS#1 as ZITADEL writes it, PKCS#8 as others do. Only RSA of 2048 bits or more (JWTB-3). */
function readRsaKey(pem: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw new LoginError('SETTINGS_INVALID', 'key file: key is no private key')
  }
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw new LoginError('SETTINGS_INVALID', 'key file: key must be RSA of 2048 bits or more')
  }
  return key
}
