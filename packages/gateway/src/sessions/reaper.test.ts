import { memoryStore, parseDeploymentKey } from '@postern/store'
import { secureRandom, stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { createReaper } from './reaper.ts'
import type { SessionInner, SessionOuter } from './session-record.ts'
import { createSessionRecords, dueIn, minuteOf } from './session-records.ts'

const inner: SessionInner = {
  tokens: { accessToken: 'a', idToken: 'i', accessTokenExpiresAt: 0 },
  tokensAt: 0,
  fence: 0,
  lease: 'A'.repeat(22),
  authTime: 0,
  claims: {},
  roles: [],
  methods: [],
  steps: [],
}
const minuteMs = 60_000
const goOn = new AbortController().signal

function aSetUp() {
  const clock = stoppedClock()
  const records = createSessionRecords({
    store: memoryStore({ now: clock.now }),
    deploymentKeys: [parseDeploymentKey(Buffer.from(secureRandom(32)).toString('base64url'))],
    randomBytes: secureRandom,
    now: clock.now,
  })
  const added: string[] = []
  const failing: { by?: Error | undefined } = {}
  const looked: string[] = []
  const reap = createReaper({
    records: {
      ...records,
      findOuter: (index, options) => {
        looked.push(index)
        return records.findOuter(index, options)
      },
    },
    endings: {
      add: async (id, by) => {
        if (failing.by !== undefined) throw failing.by
        added.push(`${id} ${by}`)
        const { found } = await records.findOuter(`sid:${id}`)
        for (const { recordId } of found) await records.remove(recordId)
      },
    },
    now: clock.now,
    retentionMs: 10 * minuteMs,
  })
  /** A session of which the term says another end than the record. */
  const aSession = (id: string, { due, over }: { readonly due: number; readonly over: number }) => {
    const outer: SessionOuter = {
      zitadelSessionId: id,
      subject: 's',
      organizationId: 'o',
      authTime: 0,
      flow: 'back_channel',
      device: null,
      address: null,
      createdAt: 0,
      lastUsedAt: 0,
      idleExpiresAt: over,
      absoluteExpiresAt: over + 60 * minuteMs,
      judgedAt: 0,
    }
    return records.create({ outer, inner, expiresAt: null, indexes: [`sid:${id}`, dueIn(minuteOf(due))] })
  }
  return { clock, added, failing, looked, reap, aSession }
}

describe('createReaper', () => {
  it('looks at the whole retention first, then at every minute once', async () => {
    const { clock, looked, reap } = aSetUp()
    const now = minuteOf(clock.now())
    await reap(goOn)
    expect(looked).toEqual(Array.from({ length: 10 }, (_, at) => dueIn(now - 10 + at)))
    clock.advance(2 * minuteMs)
    await reap(goOn)
    await reap(goOn)
    expect(looked.slice(10)).toEqual([dueIn(now), dueIn(now + 1)])
  })

  it('moves what was used since to where it will be looked for in time', async () => {
    const { clock, added, reap, aSession } = aSetUp()
    const now = clock.now()
    await aSession('early', { due: now - minuteMs, over: now + 5 * minuteMs })
    await reap(goOn)
    expect(added).toEqual([])
    clock.advance(6 * minuteMs)
    await reap(goOn)
    expect(added).toEqual(['early idle'])
  })

  it('takes as many as there are in one minute', async () => {
    const { clock, added, reap, aSession } = aSetUp()
    const over = clock.now() - minuteMs
    for (let count = 0; count < 1_001; count += 1) await aSession(`${count}`, { due: over, over })
    await reap(goOn)
    expect(new Set(added).size).toBe(1_001)
  })

  it('goes on where it was when the store fails', async () => {
    const { clock, added, failing, reap, aSession } = aSetUp()
    const over = clock.now() - minuteMs
    await aSession('one', { due: over, over })
    failing.by = new Error('the store is full')
    await expect(reap(goOn)).rejects.toThrow('the store is full')
    failing.by = undefined
    await reap(goOn)
    expect(added).toEqual(['one idle'])
  })

  it('stops when it is told to', async () => {
    const { looked, reap } = aSetUp()
    await reap(AbortSignal.abort())
    expect(looked).toEqual([])
  })
})
