import { describe, expect, it } from 'vitest'
import { idSource } from './ids.ts'

describe('ids', () => {
  it('always grow and have eighteen digits, also when the clock stands still or goes back', () => {
    let now = Date.UTC(2026, 10, 22)
    const ids = idSource(() => now)
    const made = [ids.next(), ids.next()]
    now -= 86_400_000
    made.push(ids.next())
    now = 0
    made.push(ids.next())
    expect(made.map((id) => id.length)).toEqual([18, 18, 18, 18])
    expect([...made].sort()).toEqual(made)
    expect(new Set(made).size).toBe(4)
  })

  it('go on above the last one of an earlier start', () => {
    const last = 900_000_000_000_000_000n
    expect(BigInt(idSource(() => 0, last).next())).toBeGreaterThan(last)
  })
})
