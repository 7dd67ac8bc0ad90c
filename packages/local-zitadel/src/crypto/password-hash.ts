import { scrypt, timingSafeEqual } from 'node:crypto'

/**
 * Cheap on purpose: this server holds test passwords and must not cost the laptop a second per login as the original's bcrypt does
 * (contract 3.8). `passwordCheckMs` brings the waiting back without the CPU.
 */
const cost = { N: 1024, r: 8, p: 1 } as const

export async function hashPassword(password: string, salt: Uint8Array): Promise<string> {
  const hash = await derive(password, salt)
  return `scrypt$${encode(salt)}$${encode(hash)}`
}

/** Whether a password is the hashed one, in constant time. A hash of another making is never right. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false
  const expected = Buffer.from(hash, 'base64url')
  const given = await derive(password, Buffer.from(salt, 'base64url'))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, cost, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}
