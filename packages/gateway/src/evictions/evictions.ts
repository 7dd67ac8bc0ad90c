import type { Logger } from 'pino'
import type { EndedSessions } from '../sessions/ended-sessions.ts'
import { inParallel } from '../sessions/in-parallel.ts'
import type { EvictionNote, EvictionNotes } from './eviction-notes.ts'
import type { GuardAddress, SendEviction } from './send-eviction.ts'

/** What became of one message to one guard. `dropped`: it was not told in time, and what it remembered is over by itself. */
export type EvictionOutcome = 'told' | 'failed' | 'dropped'

/**
 * Tells the guards of APIs that a login has ended, so that they forget what they were told of its tokens: at once when ZITADEL has ended
 * the session, and again until each has taken it or has forgotten by itself. Never before ZITADEL has: a guard that asked again would be
 * told that the token is good, and remember that.
 *
 * Nothing of it rejects, and a guard that does not answer holds up nobody but itself.
 */
export interface Evictions {
  /** ZITADEL has ended this session. Resolves when the guards have heard of it; does not wait for one that failed the last time. */
  tell(zitadelSessionId: string): Promise<void>
  /** Tells everything that is due, whoever has ended it. */
  round(): Promise<void>
  /** Resolves when what is under way is over. */
  close(): Promise<void>
}

export interface EvictionsDeps {
  readonly guards: readonly GuardAddress[]
  readonly notes: Pick<EvictionNotes, 'load' | 'all' | 'change' | 'remove'>
  readonly ended: Pick<EndedSessions, 'load'>
  readonly send: SendEviction
  readonly now: () => number
  readonly onOutcome: (outcome: EvictionOutcome) => void
  readonly log: Pick<Logger, 'warn' | 'info'>
}

/** A guard uses an answer no longer than this after it has asked for it (`cache.maxAgeSeconds` of `@postern/guard`, at most). */
const rememberedMs = 300_000
/** Longer than a try: a claim runs out only if whoever has it was killed. */
const claimMs = 30_000
const pausesMs = [1_000, 5_000, 15_000, 30_000] as const
const entriesPerRound = 1_000
const atOnce = 8

export function createEvictions(deps: EvictionsDeps): Evictions {
  const { guards, notes, ended, send, now, onOutcome, log } = deps
  const failing = new Set<string>()
  const underWay = new Set<Promise<void>>()

  /** Said when it changes, not for each session. */
  const noted = (url: string, reason: string | null): boolean => {
    onOutcome(reason === null ? 'told' : 'failed')
    if (reason !== null && !failing.has(url))
      log.warn({ guard: url, reason }, 'a guard cannot be told of ends of logins')
    if (reason === null && failing.has(url))
      log.info({ guard: url }, 'a guard is told of ends of logins again')
    if (reason === null) failing.delete(url)
    else failing.add(url)
    return reason === null
  }

  /** Those that are still configured; the others are nobody's business any more. */
  const waitingOf = ({ content }: EvictionNote): readonly GuardAddress[] =>
    guards.filter(({ url }) => content.waiting.includes(url))

  const isDue = async ({ content }: EvictionNote): Promise<boolean> =>
    content.notBefore <= now() && (await ended.load(content.zitadelSessionId))?.content.isConfirmed !== false

  const drop = async (note: EvictionNote): Promise<void> => {
    if (!(await notes.remove(note))) return
    for (const { url } of waitingOf(note)) {
      onOutcome('dropped')
      log.warn({ guard: url }, 'a guard was not told of the end of a login: it has noticed by its own cache')
    }
  }

  const deliver = async (note: EvictionNote): Promise<void> => {
    if (!(await isDue(note))) return
    const { subject, tries } = note.content
    const until = note.content.until ?? now() + rememberedMs
    if (until <= now()) return drop(note)
    const held = await notes.change(note, { notBefore: now() + claimMs, tries: tries + 1, until })
    if (held === undefined) return
    const waiting = waitingOf(held)
    const told = await Promise.all(waiting.map(async (guard) => noted(guard.url, await send(guard, subject))))
    const still = waiting.filter((_, index) => told[index] !== true).map(({ url }) => url)
    if (still.length === 0) return void (await notes.remove(held))
    const pauseMs = pausesMs[Math.min(tries, pausesMs.length - 1)] ?? claimMs
    await notes.change(held, { waiting: still, notBefore: now() + pauseMs })
  }

  const safely = async (work: Promise<unknown>): Promise<void> => {
    const done = work.then(
      () => undefined,
      (error: unknown) => log.warn({ err: error }, 'the end of a login waits to be told to guards'),
    )
    underWay.add(done)
    await done
    underWay.delete(done)
  }

  return {
    async tell(zitadelSessionId) {
      if (guards.length === 0) return
      const work = safely(
        notes.load(zitadelSessionId).then((note) => (note === undefined ? undefined : deliver(note))),
      )
      if (!guards.some(({ url }) => failing.has(url))) await work
    },
    async round() {
      if (guards.length === 0) return
      await safely(
        notes
          .all(entriesPerRound)
          .then(({ found }) => inParallel(atOnce, found, (note) => safely(deliver(note)))),
      )
    },
    async close() {
      await Promise.all(underWay)
    },
  }
}
