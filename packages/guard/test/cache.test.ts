import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aGuard, anAnswer, aRequest, asPrincipal, asRefusal, noon } from './support/builders.ts'
import { type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts'

let issuer: ScriptedIssuer
beforeEach(async () => {
  issuer = await startScriptedIssuer()
  issuer.answer = () => anAnswer(issuer.issuer)
})
afterEach(() => issuer.close())

const token = aRequest('Bearer abc')
const seconds = noon / 1000

describe('the cache of answers (RFC 7662 §4, INTRO-4)', () => {
  it('keeps a good answer for 30 s and not a millisecond longer', async () => {
    const { guard, clock } = aGuard(issuer)
    const first = asPrincipal(await guard(token))
    clock.now = noon + 29_999
    expect(await guard(token)).toBe(first)
    expect(issuer.calls).toHaveLength(1)
    issuer.answer = () => ({ active: false })
    clock.now = noon + 30_000
    expect(asRefusal(await guard(token)).reason).toBe('token_inactive')
    expect(issuer.calls).toHaveLength(2)
  })

  it('keeps a good answer no longer than the token lives', async () => {
    issuer.answer = () => anAnswer(issuer.issuer, { exp: seconds + 10 })
    const { guard, clock } = aGuard(issuer)
    asPrincipal(await guard(token))
    clock.now = noon + 9_999
    asPrincipal(await guard(token))
    expect(issuer.calls).toHaveLength(1)
    clock.now = noon + 10_000
    expect(asRefusal(await guard(token)).reason).toBe('expired')
    expect(issuer.calls).toHaveLength(2)
  })

  it('counts the age from the question, not from the answer', async () => {
    const { guard, clock } = aGuard(issuer)
    issuer.answer = () => {
      clock.now = noon + 29_000
      return anAnswer(issuer.issuer)
    }
    asPrincipal(await guard(token))
    clock.now = noon + 30_000
    asPrincipal(await guard(token))
    expect(issuer.calls).toHaveLength(2)
  })

  it('keeps a bad answer for 5 s and not a millisecond longer', async () => {
    issuer.answer = () => ({ active: false })
    const { guard, clock } = aGuard(issuer)
    asRefusal(await guard(token))
    clock.now = noon + 4_999
    asRefusal(await guard(token))
    expect(issuer.calls).toHaveLength(1)
    issuer.answer = () => anAnswer(issuer.issuer)
    clock.now = noon + 5_000
    asPrincipal(await guard(token))
    expect(issuer.calls).toHaveLength(2)
  })

  it('asks every time where the ages are 0', async () => {
    const { guard } = aGuard(issuer, { cache: { maxAgeSeconds: 0, refusedMaxAgeSeconds: 0 } })
    asPrincipal(await guard(token))
    asPrincipal(await guard(token))
    issuer.answer = () => ({ active: false })
    asRefusal(await guard(token))
    asRefusal(await guard(token))
    expect(issuer.calls).toHaveLength(4)
  })

  it('asks again when the clock was set back', async () => {
    const { guard, clock } = aGuard(issuer)
    asPrincipal(await guard(token))
    clock.now = noon - 1
    asPrincipal(await guard(token))
    expect(issuer.calls).toHaveLength(2)
  })

  it('keeps no failure', async () => {
    const { guard } = aGuard(issuer)
    issuer.reply = (_, response) => void response.writeHead(500).end()
    asRefusal(await guard(token))
    asRefusal(await guard(token))
    expect(issuer.calls).toHaveLength(2)
  })

  it('keeps as many good answers as it may, the most recently used ones', async () => {
    const { guard } = aGuard(issuer, { cache: { maxEntries: 2 } })
    for (const one of ['a', 'b', 'a', 'c', 'a', 'b']) asPrincipal(await guard(aRequest(`Bearer ${one}`)))
    expect(issuer.calls.map((call) => call.form.get('token'))).toEqual(['a', 'b', 'c', 'b'])
  })

  it('loses no good answer to a flood of invented tokens (OPS-3)', async () => {
    const { guard } = aGuard(issuer, { cache: { maxEntries: 20 } })
    asPrincipal(await guard(token))
    issuer.answer = () => ({ active: false })
    for (let n = 0; n < 50; n += 1) asRefusal(await guard(aRequest(`Bearer invented-${n}`)))
    asPrincipal(await guard(token))
    expect(issuer.calls.filter((call) => call.form.get('token') === 'abc')).toHaveLength(1)
  })

  it('judges each token by itself, however similar', async () => {
    issuer.answer = (call) => (call.form.get('token') === 'abc' ? anAnswer(issuer.issuer) : { active: false })
    const { guard } = aGuard(issuer)
    asPrincipal(await guard(token))
    for (const other of ['abd', 'ab', 'abcd', 'ABC', 'abc=']) {
      expect(asRefusal(await guard(aRequest(`Bearer ${other}`))).reason).toBe('token_inactive')
    }
  })
})

describe('requests that race', () => {
  it('make one call for 100 at once with one token', async () => {
    const { guard } = aGuard(issuer)
    const judged = await Promise.all(Array.from({ length: 100 }, () => guard(token)))
    expect(new Set(judged.map(asPrincipal)).size).toBe(1)
    expect(issuer.calls).toHaveLength(1)
  })

  it('share one failure and one event, and the next one asks again', async () => {
    const { guard, events } = aGuard(issuer)
    issuer.reply = (_, response) => void response.writeHead(500).end()
    const judged = await Promise.all(Array.from({ length: 100 }, () => guard(token)))
    expect(judged.map((one) => asRefusal(one).status)).toEqual(Array.from({ length: 100 }, () => 503))
    expect(issuer.calls).toHaveLength(1)
    expect(events).toHaveLength(1)
    issuer.reply = undefined
    asPrincipal(await guard(token))
  })

  it('never get the answer for another token, though the answers cross', async () => {
    const waiting: (() => void)[] = []
    issuer.answer = (call) =>
      new Promise((resolve) => {
        waiting.push(() => resolve(anAnswer(issuer.issuer, { sub: `of ${call.form.get('token')}` })))
        if (waiting.length === 10) for (const go of waiting.toReversed()) go()
      })
    const { guard } = aGuard(issuer)
    const judged = await Promise.all(Array.from({ length: 10 }, (_, n) => guard(aRequest(`Bearer t${n}`))))
    expect(judged.map((one) => asPrincipal(one).subject)).toEqual(judged.map((_, n) => `of t${n}`))
  })

  it('wait in bounded number: the token beyond it gets 503 at once, those before it their answer (OPS-3)', async () => {
    let go = () => {}
    const released = new Promise<void>((resolve) => (go = resolve))
    issuer.answer = async () => {
      await released
      return anAnswer(issuer.issuer)
    }
    const { guard } = aGuard(issuer, { maxPending: 2 })
    const waiting = [guard(aRequest('Bearer a')), guard(aRequest('Bearer b')), guard(aRequest('Bearer a'))]
    expect(asRefusal(await guard(aRequest('Bearer c')))).toMatchObject({
      status: 503,
      reason: 'too_many_pending',
    })
    go()
    for (const judged of await Promise.all(waiting)) asPrincipal(judged)
    asPrincipal(await guard(aRequest('Bearer c')))
  })
})
