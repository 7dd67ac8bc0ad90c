import type { LoginEngine } from '@postern/login'
import type { Logger } from 'pino'

/**
 * Ends ZITADEL sessions, and keeps trying. This one remembers in the process what is still to be done; a durable outbox fits the same
 * port.
 */
export interface Endings {
  /** Resolves when the ZITADEL session has ended, or after three seconds: then it goes on trying behind. Never rejects. */
  end(zitadelSessionId: string): Promise<'ended' | 'pending'>
  /** How many are still to be ended. */
  pending(): number
  /** Tries all once more, and stops. */
  close(): Promise<void>
}

export interface EndingsDeps {
  readonly engine: Pick<LoginEngine, 'end'>
  readonly log: Pick<Logger, 'warn'>
  /** Resolves after so many milliseconds, or when the signal says stop. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

const patienceMs = 3_000
const pausesMs = [1_000, 5_000, 30_000, 120_000, 600_000] as const

export function createEndings({ engine, log, wait }: EndingsDeps): Endings {
  const unfinished = new Set<string>()
  const works = new Map<string, Promise<void>>()
  const stopping = new AbortController()

  const untilEnded = async (id: string): Promise<void> => {
    for (let tries = 0; ; tries += 1) {
      const isLast = stopping.signal.aborted
      try {
        await engine.end(id)
        unfinished.delete(id)
        return
      } catch (error) {
        log.warn({ err: error, pending: unfinished.size }, 'a ZITADEL session could not be ended yet')
      }
      if (isLast) return
      await wait(pausesMs[Math.min(tries, pausesMs.length - 1)] ?? patienceMs, stopping.signal)
    }
  }

  const begin = (id: string): Promise<void> => {
    unfinished.add(id)
    const work = untilEnded(id).finally(() => works.delete(id))
    works.set(id, work)
    return work
  }

  return {
    async end(id) {
      const patience = new AbortController()
      await Promise.race([works.get(id) ?? begin(id), wait(patienceMs, patience.signal)])
      patience.abort()
      return unfinished.has(id) ? 'pending' : 'ended'
    },
    pending: () => unfinished.size,
    async close() {
      stopping.abort()
      await Promise.all(works.values())
      if (unfinished.size > 0)
        log.warn({ pending: unfinished.size }, 'ZITADEL sessions are left to their own end')
    },
  }
}
