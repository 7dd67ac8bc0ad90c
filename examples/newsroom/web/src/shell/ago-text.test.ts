import { describe, expect, it } from 'vitest'
import { agoText } from './ago-text.ts'

describe('when something was', () => {
  const minute = 60_000
  it.each([
    [-5 * minute, 'just now'],
    [59_999, 'just now'],
    [minute, '1 minute ago'],
    [60 * minute - 1, '59 minutes ago'],
    [60 * minute, '1 hour ago'],
    [24 * 60 * minute - 1, '23 hours ago'],
    [24 * 60 * minute, 'yesterday'],
    [7 * 24 * 60 * minute - 1, '6 days ago'],
  ])('%i ms ago is "%s"', (age, text) => {
    const now = Date.UTC(2026, 5, 15, 12)
    expect(agoText(now - age, now)).toBe(text)
  })

  it('is a date after a week', () => {
    const now = Date.UTC(2026, 5, 15, 12)
    expect(agoText(now - 7 * 24 * 60 * minute, now)).toBe('8 June 2026')
  })
})
