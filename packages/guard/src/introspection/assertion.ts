import { sign } from 'node:crypto'
import { promisify } from 'node:util'
import { encodeBase64Url, type Now, type RandomBytes } from '@postern/protocol'
import type { ClientKey } from './key-file.ts'

export interface AssertionOptions {
  readonly key: ClientKey
  readonly randomBytes: RandomBytes
  readonly assertionType: string
}

const lifetimeSeconds = 60
/** ZITADEL refuses an `iat` that is only slightly ahead of its clock (contract 6.1). */
const backdateSeconds = 5

/** Making a signature takes twenty times as long as checking one, so that is done on another thread. */
const signElsewhere = promisify(sign)

/** Makes the function that makes assertions for an issuer, each with an id of its own (RFC 7523 §3; CAUTH-2, CAUTH-5), by RS256. */
export function createAssertion(
  issuer: string,
  { key, randomBytes, assertionType }: AssertionOptions,
  now: Now,
): () => Promise<string> {
  const { clientId, keyId, privateKey } = key
  const header = encode({ alg: 'RS256', kid: keyId, typ: assertionType })
  return async () => {
    const iat = Math.floor(now() / 1000) - backdateSeconds
    const jti = encodeBase64Url(randomBytes(16))
    const claims = { jti, iss: clientId, sub: clientId, aud: issuer, iat, exp: iat + lifetimeSeconds }
    const signed = `${header}.${encode(claims)}`
    return `${signed}.${encodeBase64Url(await signElsewhere('sha256', Buffer.from(signed), privateKey))}`
  }
}

const encode = (value: object): string => encodeBase64Url(Buffer.from(JSON.stringify(value)))
