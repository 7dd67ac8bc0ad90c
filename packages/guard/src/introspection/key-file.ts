import { createPrivateKey, type KeyObject } from 'node:crypto'
import { isJsonObject } from '@postern/protocol'

/** The key of an API application, as ZITADEL's file has it (contract 2.2). */
export interface ClientKey {
  readonly clientId: string
  readonly keyId: string
  readonly privateKey: KeyObject
}

/** Reads the file's JSON value; a text says what is wrong with it, and holds nothing of it. PKCS#1 as ZITADEL writes it, or PKCS#8. */
export function parseKeyFile(file: unknown): ClientKey | string {
  if (!isJsonObject(file) || file['type'] !== 'application')
    return 'must be the parsed JSON of the key file of an API application'
  const { clientId, keyId, key } = file
  if (typeof clientId !== 'string' || clientId === '') return 'has no clientId'
  if (typeof keyId !== 'string' || keyId === '') return 'has no keyId'
  const privateKey = readKey(key)
  if (privateKey?.asymmetricKeyType !== 'rsa' || (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    return 'holds no RSA key of 2048 bits or more'
  return { clientId, keyId, privateKey }
}

function readKey(pem: unknown): KeyObject | undefined {
  try {
    return typeof pem === 'string' ? createPrivateKey(pem) : undefined
  } catch {
    return undefined
  }
}
