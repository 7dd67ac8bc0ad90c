import { expect, it } from 'vitest'
import { createReadSide } from './read-side.ts'

it('shows one change after the other, each when its own lag is over', () => {
  let now = 0
  const readSide = createReadSide({ lagMs: () => 10, now: () => now })
  const holder = { value: 'a' }
  const change = (value: string) => {
    readSide.note(holder, 'value')
    holder.value = value
  }
  change('b')
  now = 5
  change('c')
  const seen = [9, 10, 14, 15].map((time) => {
    now = time
    return readSide.seen(holder, 'value')
  })
  expect(seen).toEqual(['a', 'b', 'b', 'c'])
})
