import { TOTP } from 'otpauth'

/**
 * The one-time code that an authenticator app would show (RFC 6238 with SHA-1, 30 seconds, six digits: what ZITADEL enrols).
 *
 * @param secret in base32, as ZITADEL gives it
 * @param now milliseconds since the epoch
 */
export const totpCode = (secret: string, now: number): string =>
  new TOTP({ secret }).generate({ timestamp: now })
