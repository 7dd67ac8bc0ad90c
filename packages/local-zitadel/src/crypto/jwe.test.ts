import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { describe, expect, it } from 'vitest'
import { decryptCompact, encryptCompact } from './jwe.ts'

const key = randomBytes(32)

describe('compact JWE with A256GCMKW and A256GCM (RFC 7516)', () => {
  it('is read by jose, header and all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (plain) => {
        const read = await compactDecrypt(encryptCompact(key, plain, { kid: 'k' }), key)
        expect(new TextDecoder().decode(read.plaintext)).toBe(plain)
        expect(Object.keys(read.protectedHeader).sort()).toEqual(['alg', 'enc', 'iv', 'kid', 'tag'])
      }),
      { numRuns: 50 },
    )
  })

  it('reads what jose made', async () => {
    const made = await new CompactEncrypt(new TextEncoder().encode('said'))
      .setProtectedHeader({ alg: 'A256GCMKW', enc: 'A256GCM' })
      .encrypt(key)
    expect(decryptCompact(key, made)).toBe('said')
  })

  it('is another token with any of its characters changed, down to the unused bits of the last one of a part', () => {
    const token = encryptCompact(key, 'said', {})
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const changed = [...token].map((sign, at) => {
      const other = alphabet[(alphabet.indexOf(sign) ^ 1) % 64] ?? 'A'
      return token.slice(0, at) + (sign === '.' ? 'A' : other) + token.slice(at + 1)
    })
    expect(changed.filter((text) => text !== token && decryptCompact(key, text) !== undefined)).toEqual([])
  })

  it('takes no other algorithm and no shorter tag', () => {
    const parts = encryptCompact(key, 'said', {}).split('.')
    const header = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString('utf8')) as object
    const withHeader = (more: object) =>
      [Buffer.from(JSON.stringify({ ...header, ...more })).toString('base64url'), ...parts.slice(1)].join('.')
    expect(decryptCompact(key, withHeader({ alg: 'dir' }))).toBeUndefined()
    expect(decryptCompact(key, withHeader({ tag: 'AAAA' }))).toBeUndefined()
    const short = [...parts.slice(0, 4), parts[4]?.slice(0, 16)].join('.')
    expect(decryptCompact(key, short)).toBeUndefined()
  })
})
