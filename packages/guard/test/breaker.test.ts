import { beforeEach, describe, expect, it } from 'vitest'
import { asRefusal, noon } from './support/builders.ts'
import { aSetting, bearer, outcomeOf, type Setting } from './support/with-keys.ts'

let setting: Setting
beforeEach(async () => {
  setting = await aSetting()
  await setting.guard.prepare()
})
const asked = () => setting.issuer.calls.filter((path) => path === '/introspect').length
const judge = async () => asRefusal(await setting.judge(setting.issuer.opaque()))

describe('an issuer that fails', () => {
  it('is left alone for 5 s after 5 failures in a row, and callers are told when to come again', async () => {
    setting.issuer.down = true
    for (let n = 0; n < 5; n += 1) expect((await judge()).headers['retry-after']).toBe('5')
    setting.clock.now = noon + 3_500
    const refusal = await judge()
    expect(refusal).toMatchObject({
      status: 503,
      reason: 'issuer_unreachable',
      headers: { 'retry-after': '2' },
    })
    expect(refusal.headers['www-authenticate']).toBeUndefined()
    expect(refusal.detail).toContain('not tried again for 2 s')
    expect(asked()).toBe(5)
    expect(setting.events).toHaveLength(5)
  })

  it('is then asked once; its answer opens the way for all, another failure closes it again', async () => {
    setting.issuer.down = true
    for (let n = 0; n < 5; n += 1) await judge()
    setting.clock.now = noon + 5_000
    await Promise.all(Array.from({ length: 10 }, judge))
    expect(asked()).toBe(6)
    setting.clock.now = noon + 10_000
    setting.issuer.down = false
    expect(await setting.outcome(setting.issuer.opaque())).toBe('principal')
    expect(await setting.outcome(setting.issuer.opaque())).toBe('principal')
    expect(asked()).toBe(8)
  })

  it('is not left alone for failures that were not in a row', async () => {
    for (let n = 0; n < 10; n += 1) {
      setting.issuer.down = n % 5 !== 4
      await setting.judge(setting.issuer.opaque())
    }
    expect(asked()).toBe(10)
  })

  it('keeps the reason of its failure: a refused credential stays one', async () => {
    const guard = setting.another({ introspection: { clientId: 'x', clientSecret: 'y' } })
    for (let n = 0; n < 6; n += 1)
      expect(outcomeOf(await guard(bearer(setting.issuer.opaque())))).toBe('credential_refused')
    expect(asked()).toBe(5)
  })

  it('whose keys can be read is not shut out by its introspection', async () => {
    setting.issuer.down = true
    for (let n = 0; n < 5; n += 1) await judge()
    setting.issuer.down = false
    expect(await setting.outcome(await setting.issuer.jwt(), 'offline')).toBe('principal')
  })

  it('does not stay shut out by a clock that was set back', async () => {
    setting.issuer.down = true
    for (let n = 0; n < 5; n += 1) await judge()
    setting.issuer.down = false
    setting.clock.now = noon - 3_600_000
    expect(await setting.outcome(setting.issuer.opaque())).toBe('principal')
  })
})

describe('an answer past its age', () => {
  it('is used while the issuer cannot be reached only where that was asked for, so long, and with an event', async () => {
    const patient = setting.another({ cache: { staleWhileUnreachableSeconds: 60 } })
    const strict = setting.another()
    const token = setting.issuer.opaque()
    for (const guard of [patient, strict]) expect(outcomeOf(await guard(bearer(token)))).toBe('principal')
    setting.issuer.down = true
    setting.clock.now = noon + 89_999
    expect(outcomeOf(await strict(bearer(token)))).toBe('issuer_unreachable')
    expect(outcomeOf(await patient(bearer(token)))).toBe('principal')
    expect(setting.events).toContainEqual(
      expect.objectContaining({ name: 'guard.stale_answer_used', severity: 'warn' }),
    )
    expect(setting.judged.at(-1)).toMatchObject({ source: 'stale' })
    setting.clock.now = noon + 90_000
    expect(outcomeOf(await patient(bearer(token)))).toBe('issuer_unreachable')
  })

  it('is never used past the end of the token', async () => {
    const patient = setting.another({ cache: { staleWhileUnreachableSeconds: 3600 } })
    const token = setting.issuer.opaque({ exp: noon / 1000 + 40 })
    expect(outcomeOf(await patient(bearer(token)))).toBe('principal')
    setting.issuer.down = true
    setting.clock.now = noon + 39_999
    expect(outcomeOf(await patient(bearer(token)))).toBe('principal')
    setting.clock.now = noon + 40_000
    expect(outcomeOf(await patient(bearer(token)))).toBe('issuer_unreachable')
  })

  it('is not used while the issuer answers, nor by a route that wants it fresh', async () => {
    const patient = setting.another({ cache: { staleWhileUnreachableSeconds: 60 } })
    const token = setting.issuer.opaque()
    expect(outcomeOf(await patient(bearer(token)))).toBe('principal')
    setting.issuer.down = true
    expect(outcomeOf(await patient.route({ mode: 'fresh' })(bearer(token)))).toBe('issuer_unreachable')
    setting.issuer.down = false
    setting.issuer.revoke(token)
    setting.clock.now = noon + 30_000
    expect(outcomeOf(await patient(bearer(token)))).toBe('token_inactive')
  })
  it('is not used when the issuer answers, but nothing that can be used', async () => {
    let isBroken = false
    const patient = setting.another({
      cache: { staleWhileUnreachableSeconds: 60 },
      fetch: async (url, init) =>
        isBroken ? Response.json({ active: 'true' }) : setting.issuer.fetch(url, init),
    })
    const token = setting.issuer.opaque()
    expect(outcomeOf(await patient(bearer(token)))).toBe('principal')
    isBroken = true
    setting.clock.now = noon + 30_000
    expect(outcomeOf(await patient(bearer(token)))).toBe('answer_unusable')
  })
})
