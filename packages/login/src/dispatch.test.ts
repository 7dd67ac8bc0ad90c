import { describe, expect, it } from 'vitest'
import { nextStep } from './dispatch.ts'
import { steps } from './steps.ts'

const order = ['given', 'authenticated', 'proven', 'judged', 'bound', 'exchanged', 'validated'] as const
const missing = [{ type: 'second_factor', reason: 'mfa_forced' }] as const

describe('the dispatcher', () => {
  it('goes through the seven steps in their order, and waits at both ends', () => {
    expect(order.map((progress) => nextStep({ progress, needs: [] }))).toEqual(Object.keys(steps))
    expect(nextStep({ progress: 'waiting', needs: [] })).toBeNull()
    expect(nextStep({ progress: 'finished', needs: [] })).toBeNull()
  })

  it('reaches neither binding nor anything after it while something is missing (NO-TOKEN-EARLY)', () => {
    const early = [null, 'authenticate_application', 'verify_user', 'begin_authorization']
    for (const progress of ['waiting', ...order, 'finished'] as const) {
      expect(early).toContain(nextStep({ progress, needs: missing }))
    }
  })
})
