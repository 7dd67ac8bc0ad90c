import { describe, expect, it } from 'vitest'
import { createEndings } from './endings.ts'

function aSetUp() {
  const waits: { ms: number; resolve: () => void }[] = []
  const calls: string[] = []
  const outcomes: (() => Promise<void>)[] = []
  const endings = createEndings({
    engine: {
      end: (id: string) => {
        calls.push(id)
        return (outcomes.shift() ?? (async () => undefined))()
      },
    },
    log: { warn: () => undefined },
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        signal.addEventListener('abort', () => resolve())
        waits.push({ ms, resolve })
      }),
  })
  const failing = async () => {
    throw new Error('down')
  }
  return { endings, waits, calls, outcomes, failing }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('createEndings', () => {
  it('says when it is done, and forgets it', async () => {
    const { endings } = aSetUp()
    expect(await endings.end('a')).toBe('ended')
    expect(endings.pending()).toBe(0)
  })

  it('waits three seconds, then goes on behind with growing pauses (LOGOUT-2)', async () => {
    const { endings, waits, calls, outcomes, failing } = aSetUp()
    outcomes.push(failing, failing)
    const end = endings.end('a')
    await settled()
    expect(waits.map(({ ms }) => ms)).toEqual([3000, 1000])
    waits[0]?.resolve()
    expect(await end).toBe('pending')
    waits[1]?.resolve()
    await settled()
    expect(waits[2]?.ms).toBe(5000)
    waits[2]?.resolve()
    await settled()
    expect([calls, endings.pending()]).toEqual([['a', 'a', 'a'], 0])
  })

  it('works once on an id that is asked for twice', async () => {
    const { endings, calls, outcomes } = aSetUp()
    const gate = Promise.withResolvers<void>()
    outcomes.push(() => gate.promise)
    const both = Promise.all([endings.end('a'), endings.end('a')])
    gate.resolve()
    expect([await both, calls]).toEqual([['ended', 'ended'], ['a']])
  })

  it('tries once more when it is closed, and stops', async () => {
    const { endings, waits, calls, outcomes, failing } = aSetUp()
    outcomes.push(failing, failing, failing, failing)
    const end = endings.end('a')
    await settled()
    waits[0]?.resolve()
    await end
    await endings.close()
    expect([calls.length, endings.pending()]).toEqual([2, 1])
  })
})
