import { createHmac } from 'node:crypto'

/** Whose login has ended. */
export interface Ended {
  readonly subject: string
}

/** A message to send by POST, as it is. */
export interface SignedEviction {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** The header that holds the signature: HMAC-SHA256 of the body's bytes, base64url. */
export const evictionSignatureHeader = 'postern-signature'

/**
 * Writes the message by which whoever knows of a log-out tells an API of it: no standard has one, and ZITADEL calls no API.
 *
 * `now` in milliseconds since the epoch; `jti` different for each message. The secret is 32 bytes or more, shared with the API.
 */
export function signEviction(
  { subject }: Ended,
  { secret, now, jti }: { readonly secret: Uint8Array; readonly now: number; readonly jti: string },
): SignedEviction {
  const body = JSON.stringify({ subject, iat: Math.floor(now / 1000), jti })
  return {
    body,
    headers: {
      'content-type': 'application/json',
      [evictionSignatureHeader]: evictionSignature(Buffer.from(body), secret),
    },
  }
}

/** What the header must hold. Compare it with `isSameSecret`. */
export const evictionSignature = (body: Uint8Array, secret: Uint8Array): string =>
  createHmac('sha256', secret).update(body).digest('base64url')
