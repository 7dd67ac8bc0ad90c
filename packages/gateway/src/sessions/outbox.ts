import { type LoginEngine, LoginError } from '@postern/login'
import type { Logger } from 'pino'
import type { EndedBy, EndedNote, EndedSessions } from './ended-sessions.ts'
import type { Endings } from './endings.ts'
import { inParallel } from './in-parallel.ts'
import type { RemoveRecords } from './remove-records.ts'
import { singleFlight } from './single-flight.ts'

export interface Backlog {
  /** How many ZITADEL sessions are still to be ended, as of the last round; a thousand stands for more. */
  readonly entries: number
  /** When the oldest of them was asked for, in milliseconds since the epoch. */
  readonly oldestAskedAt: number | null
}

/**
 * Tells ZITADEL which sessions to end, until it has confirmed. What is to be told lies in the store, so that any process finishes
 * what another, an earlier run or the command line began.
 */
export interface Outbox {
  /**
   * Ends a session for good, and waits for ZITADEL at most three seconds: then it is told behind. Rejects with the store's error when
   * that the session is to end could not be made durable.
   */
  end(zitadelSessionId: string, by: EndedBy): Promise<'ended' | 'pending'>
  /** Tells ZITADEL everything that is due, whoever has asked for it. */
  round(): Promise<void>
  /** Tries everything once more, whether it is due or not, for at most three seconds. */
  close(): Promise<void>
}

export interface OutboxDeps {
  readonly engine: Pick<LoginEngine, 'end'>
  readonly ended: Pick<EndedSessions, 'pending' | 'hold' | 'confirm'>
  readonly endings: Pick<Endings, 'claim'>
  readonly removeRecords: RemoveRecords
  /** Hears of each session that ZITADEL has ended. Never rejects. */
  readonly onEnded: (zitadelSessionId: string) => Promise<void>
  readonly now: () => number
  /** Resolves after so many milliseconds, or when the signal says stop. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** Hears at every round what is still to be told. */
  readonly onBacklog: (backlog: Backlog) => void
  readonly log: Pick<Logger, 'warn'>
}

const patienceMs = 3_000
/** An answer that takes longer is none: one session must not hold up the others. */
const tryMs = 30_000
/** Longer than a try: a claim runs out only if whoever has it was killed. */
const claimMs = 60_000
const pausesMs = [1_000, 5_000, 30_000, 120_000, 600_000] as const
const entriesPerRound = 1_000
const atOnce = 8

export function createOutbox(deps: OutboxDeps): Outbox {
  const { engine, ended, endings, removeRecords, onEnded, now, wait, onBacklog, log } = deps
  const once = singleFlight<'ended' | 'pending'>()
  const reported = new Set<string>()

  /** Waits at most so long; whether the work was done by then. Rejects as the work does. */
  const within = async (ms: number, work: Promise<unknown>): Promise<boolean> => {
    const done = new AbortController()
    try {
      return await Promise.race([work.then(() => true), wait(ms, done.signal).then(() => false)])
    } finally {
      done.abort()
    }
  }

  const endAtZitadel = async (zitadelSessionId: string): Promise<void> => {
    if (!(await within(tryMs, engine.end(zitadelSessionId))))
      throw new LoginError('ISSUER_TIMEOUT', 'the end of a ZITADEL session was not answered')
  }

  /** Tells ZITADEL of an entry that is held. True when it has confirmed. Never rejects: a hold that was not let go runs out. */
  const tell = async (note: EndedNote): Promise<boolean> => {
    const { zitadelSessionId, tries } = note.content
    try {
      await endAtZitadel(zitadelSessionId)
      await ended.confirm(note)
      return true
    } catch (error) {
      log.warn({ err: error, tries: tries + 1 }, 'a ZITADEL session could not be ended yet')
    }
    const pauseMs = pausesMs[Math.min(tries, pausesMs.length - 1)] ?? patienceMs
    await ended
      .hold(note, { notBefore: now() + pauseMs, tries: tries + 1 })
      .catch((error: unknown) => log.warn({ err: error }, 'the outbox could not be written'))
    return false
  }

  const finish = async (note: EndedNote): Promise<void> => {
    const { zitadelSessionId, by, tries } = note.content
    const held = await ended.hold(note, { notBefore: now() + claimMs, tries })
    if (held === undefined) return
    // Whoever made the entry may have died before it came to that.
    await removeRecords(zitadelSessionId, by)
    if (await tell(held)) await onEnded(zitadelSessionId)
  }

  const look = async (isDue: (note: EndedNote) => boolean): Promise<void> => {
    const { found, unreadable } = await ended.pending(entriesPerRound)
    const askedAt = found.map(({ content }) => content.askedAt)
    onBacklog({ entries: found.length, oldestAskedAt: askedAt.length === 0 ? null : Math.min(...askedAt) })
    for (const { noteId, error } of unreadable) {
      if (!reported.has(noteId)) log.warn({ err: error }, 'an entry of the outbox cannot be opened')
      reported.add(noteId)
    }
    await inParallel(atOnce, found.filter(isDue), async (note) => {
      await finish(note).catch((error: unknown) => log.warn({ err: error }, 'an entry of the outbox waits'))
    })
  }

  return {
    end: (zitadelSessionId, by) =>
      once(zitadelSessionId, async () => {
        const { note, isOurs } = await endings.claim(zitadelSessionId, by, now() + claimMs)
        if (note.content.isConfirmed) return 'ended'
        if (!isOurs) return 'pending'
        let outcome: 'ended' | 'pending' = 'pending'
        const tellAll = async (): Promise<void> => {
          if (!(await tell(note))) return
          outcome = 'ended'
          await onEnded(zitadelSessionId)
        }
        await within(patienceMs, tellAll())
        return outcome
      }),
    round: () => look(({ content }) => content.notBefore <= now()),
    async close() {
      try {
        const isDone = await within(
          patienceMs,
          look(() => true),
        )
        if (isDone && (await ended.pending(1)).found.length === 0) return
      } catch (error) {
        log.warn({ err: error }, 'the outbox could not be read')
      }
      log.warn('ZITADEL sessions are still to be ended')
    },
  }
}
