import { decodeBase64Url, encodeBase64Url } from '@postern/protocol'

/** Octets of a handle's secret (BFF-5). */
export const secretLength = 32

/** 43 characters of base64url: nothing but the random secret (BFF-5). */
export const formatSecret = (secret: Uint8Array): string => encodeBase64Url(secret)

/** The secret in a cookie's value, or nothing if it is not one that could have been given out. */
export function parseSecret(text: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (text === undefined || text.length !== 43) return undefined
  try {
    const secret = decodeBase64Url(text)
    return secret.length === secretLength ? secret : undefined
  } catch {
    return undefined
  }
}

/** An attempt's identifier as it may stand in the header: an opaque word. */
export function parseAttemptId(text: string | string[] | undefined): string | undefined {
  return typeof text === 'string' && /^[A-Za-z0-9_-]{16,128}$/.test(text) ? text : undefined
}
