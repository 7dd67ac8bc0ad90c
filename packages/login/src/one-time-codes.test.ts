import { memoryStore } from '@postern/store'
import { secureRandom, stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { createOneTimeCodes } from './one-time-codes.ts'

const [first, second] = ['first', 'second'].map((id) => ({ id, key: secureRandom(32) }))
if (first === undefined || second === undefined) throw new Error('two keys')
const code = new TextEncoder().encode('123456')

function aStore() {
  const { now } = stoppedClock()
  const store = memoryStore({ now })
  return (...deploymentKeys: (typeof first)[]) =>
    createOneTimeCodes({ store, now, deploymentKeys: deploymentKeys as never, maxCodesPerUser: 3 })
}

describe('one-time codes', () => {
  it('stay spent while the deployment keys are rotated (CRED-10, KEY-3)', async () => {
    const codesUnder = aStore()
    expect(await codesUnder(first).spend('user', code)).toBe('fresh')
    expect(await codesUnder(second, first).spend('user', code)).toBe('used_before')
    const later = aStore()
    expect(await later(second, first).spend('user', code)).toBe('fresh')
    expect(await later(second).spend('user', code)).toBe('used_before')
    expect(await later(first).spend('user', code)).toBe('used_before')
  })

  it('go to one of many processes at once, whichever key each has in front (CRED-10)', async () => {
    const codesUnder = aStore()
    const processes = [codesUnder(first, second), codesUnder(second, first), codesUnder(first)]
    const uses = await Promise.all(processes.map((codes) => codes.spend('user', code)))
    expect(uses.toSorted()).toEqual(['fresh', 'used_before', 'used_before'])
  })

  it('are counted by user through a rotation', async () => {
    const codesUnder = aStore()
    const spend = (codes: ReturnType<typeof codesUnder>, digit: number) =>
      codes.spend('user', Uint8Array.of(digit))
    for (const digit of [1, 2, 3]) await spend(codesUnder(first), digit)
    expect(await spend(codesUnder(second, first), 4)).toBe('too_many')
  })
})
