import { expect, it } from 'vitest'
import { stoppedClock } from './clock.ts'

it('a stopped clock moves when it is told to, and not otherwise', () => {
  const { now, advance, set } = stoppedClock(1_000)
  expect([now(), now()]).toEqual([1_000, 1_000])
  advance(1)
  expect(now()).toBe(1_001)
  set(5)
  expect(now()).toBe(5)
})

it('a stopped clock starts at the same time in every test', () => {
  expect(stoppedClock().now()).toBe(stoppedClock().now())
})
