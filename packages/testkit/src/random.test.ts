import { describe, expect, it } from 'vitest'
import { secureRandom, seededRandom } from './random.ts'

describe('seeded random bytes', () => {
  it('are the same for the same seed, however they are asked for', () => {
    const [one, other] = [seededRandom('seed'), seededRandom('seed')]
    const whole = one(100)
    const parts = [1, 0, 31, 32, 33, 3].flatMap((length) => [...other(length)])
    expect(parts).toEqual([...whole])
  })

  it('are others for another seed', () => {
    expect(seededRandom('seed')(32)).not.toEqual(seededRandom('seeds')(32))
  })

  it('print the seed that they chose themselves, which gives them again', () => {
    const lines: string[] = []
    const bytes = seededRandom(undefined, (line) => lines.push(line))(32)
    const seed = /^seededRandom\('(.{12})'\)$/.exec(lines.join())?.[1]
    expect(seededRandom(seed ?? '')(32)).toEqual(bytes)
  })
})

it('secure random bytes are as many as asked for, in memory of their own, and never the same', () => {
  const bytes = secureRandom(32)
  expect(bytes).toHaveLength(32)
  expect(bytes.buffer.byteLength).toBe(32)
  expect(secureRandom(32)).not.toEqual(bytes)
})
