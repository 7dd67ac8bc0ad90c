import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodingsOf, findCanary } from './canary.ts'

const canary = 'Canary-ä<&">\'\\ 77!'
const bytes = Buffer.from(canary)

describe('a canary', () => {
  it.each<[string, string | Uint8Array]>([
    ['as it is', `x${canary}y`],
    ['as bytes', Buffer.concat([Buffer.of(0, 1), bytes])],
    ['in UTF-16', Buffer.from(`x${canary}`, 'utf16le')],
    ['in hex', `x${bytes.toString('hex')}`],
    ['in HEX', bytes.toString('hex').toUpperCase()],
    ['in a URL', new URL(`https://a.example/?q=${encodeURIComponent(canary)}`).href],
    [
      'in a URL with small escapes',
      encodeURIComponent(canary).replaceAll(/%../g, (escape) => escape.toLowerCase()),
    ],
    ['in a form', new URLSearchParams({ a: 'b', password: canary }).toString()],
    ['with every byte escaped', bytes.toString('hex').replaceAll(/../g, '%$&')],
    ['in JSON', JSON.stringify({ password: canary })],
    ['in JSON in JSON', JSON.stringify({ body: JSON.stringify({ password: canary }) })],
    ['in JSON as bytes', JSON.stringify({ body: [1, ...bytes] })],
    ['in HTML', '<b>Canary-ä&lt;&amp;&quot;&gt;&#39;\\ 77!</b>'],
    ['backwards', [...canary].toReversed().join('')],
    ['in capitals', canary.toUpperCase()],
    ['in small letters', canary.toLowerCase()],
  ])('is found %s', (_, haystack) => {
    expect(findCanary(haystack, canary)).not.toEqual([])
  })

  it('is found in base64 of anything that holds it, at every offset', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.uint8Array(),
        fc.constantFrom('base64' as const, 'base64url' as const),
        (before, after, way) => {
          const text = Buffer.concat([before, bytes, after]).toString(way)
          expect(findCanary(`cookie=${text}`, canary)).not.toEqual([])
        },
      ),
    )
  })

  it('may be bytes that are no text', () => {
    const secret = Uint8Array.from({ length: 32 }, (_, at) => 255 - at)
    expect(findCanary(Buffer.from(secret).toString('base64url'), secret)).not.toEqual([])
    expect(encodingsOf(secret).has('JSON')).toBe(false)
  })

  it('is said to be where it was found, and how', () => {
    expect(findCanary('abc0123456789', '0123456789')).toContainEqual({ encoding: 'plain', at: 3 })
  })

  it('is not found where it is not, nor in what only resembles it', () => {
    expect(findCanary(canary.slice(1), canary)).toEqual([])
    expect(findCanary('', canary)).toEqual([])
    expect(findCanary(gzipSync(canary), canary)).toEqual([])
  })

  it('has at least 8 bytes', () => {
    expect(() => findCanary('x', '1234567')).toThrow(expect.objectContaining({ code: 'CANARY_TOO_SHORT' }))
    expect(findCanary('x', '12345678')).toEqual([])
  })
})
