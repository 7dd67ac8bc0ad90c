import { scryptSync, timingSafeEqual } from 'node:crypto'

/**
 * Cheap on purpose, a fifteenth of a millisecond: this server holds test passwords, and must not cost the laptop a second per login as
 * the original's bcrypt does (contract 3.8). `passwordCheckMs` brings the waiting back without the CPU.
 */
const cost = { N: 16, r: 8, p: 1 } as const

export function hashPassword(password: string, salt: Uint8Array): string {
  return `scrypt$${encode(salt)}$${encode(derive(password, salt))}`
}

/** Whether a password is the hashed one, in constant time. A hash of another making is never right. */
export function isPassword(password: string, stored: string): boolean {
  const [scheme, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false
  const expected = Buffer.from(hash, 'base64url')
  const given = derive(password, Buffer.from(salt, 'base64url'))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

const derive = (password: string, salt: Uint8Array): Buffer => scryptSync(password, salt, 32, cost)
