import { LoginError } from '@postern/login'
import { stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../errors.ts'
import { createSameFace } from './same-face.ts'

const rejected = (issuerErrorId: string) =>
  new LoginError('CREDENTIALS_REJECTED', issuerErrorId, { issuerErrorId })

/** Time that goes on to the next timer whenever nothing else is left to do. */
function simulatedTime() {
  const { now, set } = stoppedClock()
  const timers = new Set<{ readonly at: number; readonly ring: () => void }>()
  const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = { at: now() + ms, ring: resolve }
      timers.add(timer)
      signal?.addEventListener('abort', () => {
        timers.delete(timer)
        resolve()
      })
    })
  const until = async <T>(work: Promise<T>): Promise<T> => {
    const running = new Set([work])
    work.then(
      () => running.clear(),
      () => running.clear(),
    )
    while (running.size > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      const [next] = [...timers].toSorted((one, other) => one.at - other.at)
      if (running.size === 0 || next === undefined) continue
      timers.delete(next)
      set(next.at)
      next.ring()
    }
    return work
  }
  return { now, wait, until, pending: () => timers.size }
}

/** One check in simulated time, and what was seen of it. */
async function aCheck({
  tookMs,
  failures = 1,
  drawnMs = 0,
  outcome,
  gone = new AbortController().signal,
}: {
  readonly tookMs: number
  readonly failures?: number
  readonly drawnMs?: number
  readonly outcome: unknown
  readonly gone?: AbortSignal
}) {
  const time = simulatedTime()
  const begunAt = time.now()
  const added: number[] = []
  const freed: [what: string, afterMs: number][] = []
  const free = (what: string): void => void freed.push([what, time.now() - begunAt])
  const sameFace = createSameFace({
    ...time,
    slots: { take: async () => () => free('slot') },
    times: { deadlineMs: () => 1_000, drawMs: () => drawnMs, add: (ms) => void added.push(ms) },
  })
  const answer = sameFace({
    asker: { name: 'n', address: 'a', isKnownDevice: false },
    failures,
    gone,
    release: async () => free('attempt'),
    ask: async () => {
      await time.wait(tookMs)
      if (outcome instanceof Error) throw outcome
      return outcome
    },
  })
  await time.until(answer.catch(() => undefined))
  const leftAfterMs = time.now() - begunAt
  const pending = time.pending()
  return { leftAfterMs, added, freed, pending, rest: () => time.until(time.wait(100_000)) }
}

describe('a refused password (SAME-FACE, CRED-9)', () => {
  it.each([
    ['an unknown name', 'QUERY-Dfbg2', 30],
    ['a wrong password', 'COMMAND-3M0fs', 990],
    ['a locked or deactivated user', 'SESSION-Gj4ko', 25],
    ['a user who is locked in a race', 'COMMAND-JLK35', 1_000],
    ['a user without a password', 'COMMAND-3nJ4t', 24],
  ])('leaves at the deadline, and frees what it held there: %s', async (_, id, tookMs) => {
    const seen = await aCheck({ tookMs, outcome: rejected(id) })
    expect(seen).toMatchObject({
      leftAfterMs: 1_000,
      freed: [
        ['slot', 1_000],
        ['attempt', 1_000],
      ],
      pending: 0,
    })
  })

  it('lets go of a browser that went away, and of what is held for it at the deadline only', async () => {
    const seen = await aCheck({ tookMs: 30, outcome: rejected('QUERY-Dfbg2'), gone: AbortSignal.abort() })
    expect(seen).toMatchObject({ leftAfterMs: 30, freed: [] })
    await seen.rest()
    expect(seen.freed).toEqual([
      ['slot', 1_000],
      ['attempt', 1_000],
    ])
  })

  it('that finds no place among the checks gives the attempt free', async () => {
    const freed: string[] = []
    const sameFace = createSameFace({
      ...simulatedTime(),
      slots: {
        take: async () => {
          throw new GatewayError('LOGIN_BUSY')
        },
      },
      times: { deadlineMs: () => 1_000, drawMs: () => 0, add: () => undefined },
    })
    const answer = sameFace({
      asker: { name: 'n', address: 'a', isKnownDevice: false },
      failures: 1,
      gone: new AbortController().signal,
      release: async () => void freed.push('attempt'),
      ask: async () => void freed.push('never asked'),
    })
    await expect(answer).rejects.toMatchObject({ code: 'LOGIN_BUSY' })
    expect(freed).toEqual(['attempt'])
  })

  it.each([
    [1_001, 2_000],
    [2_000, 2_000],
    [2_001, 3_000],
  ])(
    'that took %i ms leaves after %i ms: at a whole multiple of the deadline',
    async (tookMs, leftAfterMs) => {
      expect(await aCheck({ tookMs, outcome: rejected('COMMAND-3M0fs') })).toMatchObject({ leftAfterMs })
    },
  )

  it('without a check draws by lot how long one would have taken, so that being late tells nothing', async () => {
    for (const id of ['QUERY-Dfbg2', 'SESSION-Gj4ko', 'COMMAND-3nJ4t']) {
      const seen = await aCheck({ tookMs: 30, drawnMs: 1_400, outcome: rejected(id) })
      expect(seen).toMatchObject({ leftAfterMs: 2_000 })
    }
    const checked = await aCheck({ tookMs: 900, drawnMs: 1_400, outcome: rejected('COMMAND-3M0fs') })
    expect(checked).toMatchObject({ leftAfterMs: 1_000 })
  })

  it.each([
    [9, 1_000],
    [10, 2_000],
    [14, 2_000],
    [15, 3_000],
    [54, 10_000],
    [55, 11_000],
    [500, 11_000],
  ])(
    'as the %i. in a row leaves after %i ms, unknown names alike: ZITADEL slows down those that exist',
    async (failures, leftAfterMs) => {
      const unknown = await aCheck({ tookMs: 30, failures, outcome: rejected('QUERY-Dfbg2') })
      const tarpit = leftAfterMs - 1_000
      const wrong = await aCheck({ tookMs: 900 + tarpit, failures, outcome: rejected('COMMAND-3M0fs') })
      expect([unknown.leftAfterMs, wrong.leftAfterMs]).toEqual([leftAfterMs, leftAfterMs])
      expect(wrong.added).toEqual([900])
    },
  )

  it('is measured only if ZITADEL really checked the password', async () => {
    for (const [id, added] of [
      ['QUERY-Dfbg2', []],
      ['SESSION-Gj4ko', []],
      ['COMMAND-3nJ4t', []],
      ['COMMAND-3M0fs', [700]],
    ] as const)
      expect(await aCheck({ tookMs: 700, outcome: rejected(id) })).toMatchObject({ added })
  })
})

describe('everything else', () => {
  it.each([
    ['a success', { kind: 'finished' }],
    ['a second factor that is needed', { kind: 'needs' }],
    ['a fault of ZITADEL', new LoginError('ISSUER_BUSY')],
    ['what may not be finished here', new LoginError('LOGIN_INSUFFICIENT')],
  ])('is passed on at once, and its timer stopped: %s', async (_, outcome) => {
    const seen = await aCheck({ tookMs: 700, outcome })
    expect(seen).toMatchObject({
      leftAfterMs: 700,
      added: [],
      freed: [
        ['slot', 700],
        ['attempt', 700],
      ],
      pending: 0,
    })
  })
})
