import { describe, expect, it } from 'vitest'
import { createMemoryReplays } from '../src/proof/replays.ts'

describe('the memory of used proofs', () => {
  it('takes a key once until its end, and again then', async () => {
    let at = 0
    const replays = createMemoryReplays(() => at)
    expect(await replays.addOnce('a', 1_000)).toBe(true)
    at = 999
    expect(await replays.addOnce('a', 1_000)).toBe(false)
    at = 1_000
    expect(await replays.addOnce('a', 2_000)).toBe(true)
  })

  it('drops nothing before its end when it is full, and says that it cannot say (DPOP-5)', async () => {
    let at = 0
    const replays = createMemoryReplays(() => at, 2)
    await replays.addOnce('a', 1_000)
    await replays.addOnce('b', 2_000)
    await expect(replays.addOnce('c', 3_000)).rejects.toThrow('2 proofs')
    expect(await replays.addOnce('a', 1_000)).toBe(false)
    at = 1_000
    expect(await replays.addOnce('c', 3_000)).toBe(true)
    await expect(replays.addOnce('d', 3_000)).rejects.toThrow('2 proofs')
  })
})
