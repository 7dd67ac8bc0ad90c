import { memoryStore, parseDeploymentKey } from '@postern/store'
import { secureRandom, stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { createEndedSessions } from './ended-sessions.ts'
import { createEndings } from './endings.ts'
import { type Backlog, createOutbox } from './outbox.ts'

function aSetUp() {
  const clock = stoppedClock()
  const down = new Set<string>()
  const warnings: string[] = []
  const backlogs: Backlog[] = []
  const store = memoryStore({ now: clock.now })
  const removed: string[] = []
  const removeRecords = async (id: string): Promise<void> => void removed.push(id)
  const ended = createEndedSessions({
    store,
    deploymentKeys: [parseDeploymentKey(Buffer.from(secureRandom(32)).toString('base64url'))],
    randomBytes: secureRandom,
    now: clock.now,
    keptMs: 60_000,
  })
  const endings = createEndings({ ended, removeRecords, now: clock.now })
  const outbox = createOutbox({
    engine: {
      end: async (id) => {
        if (down.has(id)) throw new Error('down')
      },
    },
    ended,
    endings,
    removeRecords,
    onEnded: async () => undefined,
    now: clock.now,
    wait: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    onBacklog: (backlog) => void backlogs.push(backlog),
    log: { warn: (...given: unknown[]) => void warnings.push(String(given.at(-1))) },
  })
  return { clock, store, down, warnings, backlogs, removed, ended, endings, outbox }
}

describe('createOutbox', () => {
  it('says how many ZITADEL sessions are still to be ended, and since when', async () => {
    const { clock, down, endings, outbox, backlogs } = aSetUp()
    for (const id of ['one', 'two']) down.add(id)
    const askedAt = clock.now()
    await endings.add('one', 'user')
    clock.advance(1_000)
    expect(await outbox.end('two', 'user')).toBe('pending')
    await outbox.round()
    expect(backlogs.at(-1)).toEqual({ entries: 2, oldestAskedAt: askedAt })
    down.clear()
    clock.advance(5_000)
    await outbox.round()
    await outbox.round()
    expect(backlogs.at(-1)).toEqual({ entries: 0, oldestAskedAt: null })
  })

  it('ends at once what nobody has asked for before, and tells ZITADEL of nothing twice', async () => {
    const { outbox, ended, removed } = aSetUp()
    expect(await Promise.all([outbox.end('one', 'user'), outbox.end('one', 'idle')])).toEqual([
      'ended',
      'ended',
    ])
    expect(await outbox.end('one', 'user')).toBe('ended')
    expect([await ended.isEnded('one'), await ended.isEnded('two')]).toEqual([true, false])
    expect(removed).toEqual(['one', 'one'])
  })

  it('says once that an entry cannot be opened, and goes on with the others', async () => {
    const { outbox, endings, store, ended, warnings, clock } = aSetUp()
    await endings.add('broken', 'user')
    await endings.add('sound', 'user')
    const { found } = await ended.pending(10)
    const broken = found.find(({ content }) => content.zitadelSessionId === 'broken')
    const entry = await store.get(`note:ended/${broken?.noteId}`)
    if (entry === undefined) throw new Error('no entry')
    const { key, version, expiresAt, indexes } = entry
    await store.put(key, new Uint8Array(9), { if: { version }, expiresAt, indexes })
    await outbox.round()
    clock.advance(10_000)
    await outbox.round()
    expect(warnings).toEqual(['an entry of the outbox cannot be opened'])
    expect((await ended.load('sound'))?.content.isConfirmed).toBe(true)
  })

  it('ends nothing a second time when ZITADEL itself has said that it is over', async () => {
    const { outbox, endings, ended, down, removed } = aSetUp()
    await endings.settle('one', 'issuer')
    down.add('one')
    expect(await outbox.end('one', 'user')).toBe('ended')
    await outbox.round()
    expect(removed).toEqual(['one', 'one'])
    expect((await ended.pending(10)).found).toEqual([])
  })
})
