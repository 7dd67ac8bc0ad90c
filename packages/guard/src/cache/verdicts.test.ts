import { describe, expect, it } from 'vitest'
import type { Settings } from '../settings.ts'
import { createVerdicts, type FindOut } from './verdicts.ts'

const cache = { maxAgeSeconds: 30, refusedMaxAgeSeconds: 5, maxEntries: 100, staleWhileUnreachableSeconds: 0 }
const settings = { now: () => 0, maxPending: 1, onEvent: () => {}, cache } as unknown as Settings
const refused = { accepted: false, reason: 'token_inactive', detail: '' } as const

describe('verdicts that are found out (INTRO-4)', () => {
  it('take no place once they are there, at once or later, and whatever went wrong', async () => {
    const verdicts = createVerdicts(settings)
    const broken = new Error('broken')
    const fail: FindOut = () => {
      throw broken
    }
    for (let n = 0; n < 3; n += 1) {
      expect(() => verdicts.find(`thrown ${n}`, fail)).toThrow(broken)
      await expect(verdicts.find(`rejected ${n}`, () => Promise.reject(broken))).rejects.toThrow(broken)
      expect(verdicts.find(`found ${n}`, () => ({ verdict: refused, source: 'keys' }))).toMatchObject({
        verdict: refused,
      })
      const later = Promise.resolve({ verdict: refused, source: 'issuer' } as const)
      expect(await verdicts.find(`later ${n}`, () => later)).toMatchObject({ verdict: refused })
    }
    expect(verdicts.recent('found 0', 0)).toBe(refused)
  })

  it('wait for each other where somebody is asked, and no more than maxPending of them', async () => {
    const verdicts = createVerdicts(settings)
    const { promise: asked, resolve: answer } = Promise.withResolvers<void>()
    const find: FindOut = () => asked.then(() => ({ verdict: refused, source: 'issuer' }) as const)
    const first = verdicts.find('a', find)
    expect(verdicts.find('a', () => Promise.reject(new Error('asked twice')))).toBe(first)
    expect(() => verdicts.find('b', find)).toThrow(expect.objectContaining({ reason: 'too_many_pending' }))
    answer()
    expect(await first).toMatchObject({ verdict: refused })
    expect(await verdicts.find('b', find)).toMatchObject({ verdict: refused })
  })
})
