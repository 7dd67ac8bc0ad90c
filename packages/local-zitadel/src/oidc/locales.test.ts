import { describe, expect, it } from 'vitest'
import { parseLocales } from './locales.ts'

describe('ui_locales (contract 4.6)', () => {
  it.each([
    ['de fr', ['de', 'fr']],
    ['de-CH', ['de-CH']],
    ['xx', []],
    ['en;q=0.5', []],
    ['xx de', ['de']],
    ['', []],
    [undefined, []],
  ])('%j keeps %j', (value, kept) => {
    expect(parseLocales(value)).toEqual(kept)
  })
})
