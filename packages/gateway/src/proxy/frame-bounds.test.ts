import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closeCodes, closeFrame, frameBounds } from './frame-bounds.ts'

/** RFC 6455 §5.2, written the long way. */
function frame(length: number, isMasked: boolean): Buffer {
  const size = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const head = Buffer.alloc(2 + size + (isMasked ? 4 : 0), 0xff)
  head[1] = (isMasked ? 0x80 : 0) | (size === 0 ? length : size === 2 ? 126 : 127)
  if (size === 2) head.writeUInt16BE(length, 2)
  if (size === 8) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, Buffer.alloc(length, 0xff)])
}

const frames = fc.array(
  fc.tuple(fc.oneof(fc.constantFrom(0, 1, 125, 126, 127, 65_535, 65_536), fc.nat(300)), fc.boolean()),
  { minLength: 1, maxLength: 5 },
)

describe('frameBounds', () => {
  it('knows where frames end, however they are cut into chunks', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(70_000), { maxLength: 12 }), (shapes, sizes) => {
        const all = shapes.map((shape) => frame(...shape))
        const ends = new Set<number>([0])
        let end = 0
        for (const { length } of all) ends.add((end += length))
        const octets = Buffer.concat(all)
        const bounds = frameBounds()
        let at = 0
        for (const size of [...sizes, octets.length]) {
          const chunk = octets.subarray(at, at + size)
          bounds.push(chunk)
          at += chunk.length
          expect([at, bounds.isBetweenFrames()]).toEqual([at, ends.has(at)])
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is within a frame after each of the first octets of one', () => {
    const bounds = frameBounds()
    const octets = frame(3, true)
    for (const octet of octets.subarray(0, -1)) {
      bounds.push(Buffer.of(octet))
      expect(bounds.isBetweenFrames()).toBe(false)
    }
    bounds.push(octets.subarray(-1))
    expect(bounds.isBetweenFrames()).toBe(true)
  })
})

describe('closeFrame', () => {
  it('is a whole frame with the code, in clear from a server, masked from a client (RFC 6455 §5.5.1)', () => {
    expect(closeFrame(closeCodes.goingAway)).toEqual(Buffer.of(0x88, 2, 0x03, 0xe9))
    const masked = closeFrame(closeCodes.goingAway, Uint8Array.of(1, 2, 3, 4))
    expect(masked).toEqual(Buffer.of(0x88, 0x82, 1, 2, 3, 4, 0x03 ^ 1, 0xe9 ^ 2))
    const bounds = frameBounds()
    bounds.push(masked)
    expect(bounds.isBetweenFrames()).toBe(true)
  })
})
