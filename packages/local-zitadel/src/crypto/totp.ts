import { Secret, TOTP } from 'otpauth'

/** Base32 without padding (RFC 4648 §6). */
export const toBase32 = (bytes: Uint8Array): string =>
  new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32

/** The six digits of RFC 6238 with SHA-1 and 30 seconds. `secret` is base32, `now` milliseconds. */
export const totpCode = (secret: string, now: number): string =>
  new TOTP({ secret }).generate({ timestamp: now })

/** Whether a code is right now, one step early or one step late. No memory of used codes, as in the original (contract 3.7). */
export const isTotpCode = (secret: string, code: string, now: number): boolean =>
  new TOTP({ secret }).validate({ token: code, timestamp: now, window: 1 }) !== null
