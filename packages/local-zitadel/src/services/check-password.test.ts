import { describe, expect, it } from 'vitest'
import { tarpitMs } from './check-password.ts'

describe('tarpit (contract 3.8)', () => {
  it.each([
    [1, 0],
    [9, 0],
    [10, 1_000],
    [14, 1_000],
    [15, 2_000],
    [54, 9_000],
    [55, 10_000],
    [500, 10_000],
  ])('holds the answer to failure %i for %i ms', (failures, milliseconds) => {
    expect(tarpitMs(failures)).toBe(milliseconds)
  })
})
