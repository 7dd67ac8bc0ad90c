import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decryptOpaque, encryptOpaque } from './opaque.ts'

const key = randomBytes(32)
const id = '349482103948571234'

describe('an opaque value (contract 2.7)', () => {
  it('says again what went in, whatever that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (plain) => {
        expect(await decryptOpaque(key, await encryptOpaque(key, plain))).toBe(plain)
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['access token', `V2_${id}-at_${id}:${id}`, {}, 288],
    ['code', `V2_${id}`, {}, 233],
    ['refresh token', `V2_${id}-rt_${id}:${id}`, { kid: 'oidcKey' }, 310],
    ['PAT', `${id}:${id}`, { kid: 'oidcKey' }, 277],
    ['session token', `sess_${id}:${id}`, { kid: 'oidcKey' }, 283],
  ])('has five parts and the length of an original %s', async (_, plain, options, length) => {
    const token = await encryptOpaque(key, plain, options)
    expect(token.split('.')).toHaveLength(5)
    expect(token).toHaveLength(length)
  })

  it('is another text each time', async () => {
    expect(await encryptOpaque(key, 'same')).not.toBe(await encryptOpaque(key, 'same'))
  })

  it('cannot be read with another key', async () => {
    expect(await decryptOpaque(randomBytes(32), await encryptOpaque(key, 'plain'))).toBeUndefined()
  })

  it('cannot be read once any one of its characters was changed', async () => {
    const token = await encryptOpaque(key, 'plain')
    const spots = [5, token.indexOf('.') + 3, token.lastIndexOf('.') - 2, token.length - 4]
    for (const spot of spots) {
      const changed = token.slice(0, spot) + (token[spot] === 'A' ? 'B' : 'A') + token.slice(spot + 1)
      expect(await decryptOpaque(key, changed)).toBeUndefined()
    }
  })

  it.each(['', 'garbage', 'a.b.c', 'a.b.c.d.e', `${'x'.repeat(20_000)}....`])('is not %j', async (text) => {
    expect(await decryptOpaque(key, text)).toBeUndefined()
  })
})
