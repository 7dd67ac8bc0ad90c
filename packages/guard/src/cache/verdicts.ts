import { GuardError } from '../errors.ts'
import { tell, type VerdictSource } from '../events.ts'
import type { Verdict } from '../judgement/verdict.ts'
import type { Settings } from '../settings.ts'
import { createRecentMap } from './recent-map.ts'

/** A verdict and where it came from. */
export interface Found {
  readonly verdict: Verdict
  readonly source: VerdictSource
  /** When the issuer was asked for it, where that was not now. Milliseconds since the epoch. */
  readonly askedAt?: number
}

/** Finds out about one token, at once where nobody has to be asked. Rejects with a GuardError `JUDGEMENT_UNAVAILABLE` when there is no verdict. */
export type FindOut = () => Found | Promise<Found>

/** Verdicts on tokens, each found out once per window however many ask (INTRO-4). */
export interface Verdicts {
  /** What is known, without asking anybody. `key` is the hash of the token. */
  recent(key: string, at: number): Verdict | undefined
  /** What is found out now, together with others who ask at the same time. Throws what it rejects with, too. */
  find(key: string, findOut: FindOut): Found | Promise<Found>
  /** The same by a question that begins now. */
  findFresh(key: string, findOut: FindOut): Found | Promise<Found>
  /** Forgets every verdict on tokens of the subject, those included that are being found out. */
  forget(subject: string): void
}

interface Kept {
  readonly verdict: Verdict
  readonly freshUntil: number
}

interface Question {
  readonly answer: Promise<Found>
}

/** What has happened since a question was asked, and makes a good answer to it one that is not kept. */
interface UnderWay {
  readonly key: string
  readonly forgotten: Set<string>
  isOvertaken: boolean
}

/**
 * A verdict is kept under the SHA-256 of the token, never the token; a good one no longer than the token lives and than
 * `maxAgeSeconds` from when the question was asked, a bad one for `refusedMaxAgeSeconds`. Good and bad are kept apart, so that a
 * flood of invented tokens drives no good one out. Failures are shared by those who wait, and kept by nobody.
 */
export function createVerdicts(settings: Settings): Verdicts {
  const { now, maxPending, onEvent } = settings
  const { maxAgeSeconds, refusedMaxAgeSeconds, maxEntries, staleWhileUnreachableSeconds } = settings.cache
  const accepted = createRecentMap<Kept>(maxEntries)
  const refused = createRecentMap<Kept>(Math.ceil(maxEntries / 10))
  /** Questions that later comers may wait for. */
  const pending = new Map<string, Question>()
  const underWay = new Set<UnderWay>()

  function keep(key: string, verdict: Verdict, from: number): void {
    if (!verdict.accepted) {
      const until = from + refusedMaxAgeSeconds * 1000
      accepted.delete(key)
      // a good answer that was asked for before and comes later is of the past
      for (const other of underWay) if (other.key === key) other.isOvertaken = true
      refused.set(key, { verdict, freshUntil: until }, { from, until })
      return
    }
    const { expiresAt } = verdict.principal
    const freshUntil = from + maxAgeSeconds * 1000
    const until = Math.min(freshUntil + staleWhileUnreachableSeconds * 1000, expiresAt)
    refused.delete(key)
    accepted.set(key, { verdict, freshUntil }, { from, until })
  }

  function ask(key: string, findOut: FindOut): Found | Promise<Found> {
    if (underWay.size >= maxPending) {
      throw new GuardError('too_many_pending', `${maxPending} tokens already wait for the issuer's answer`)
    }
    const since: UnderWay = { key, forgotten: new Set(), isOvertaken: false }
    underWay.add(since)
    const from = now()
    const leave = (): void => void underWay.delete(since)
    const finish = (found: Found): Found => {
      if (!isOfThePast(found.verdict, since)) keep(key, found.verdict, found.askedAt ?? from)
      return found
    }
    let found: Found | Promise<Found>
    try {
      found = findOut()
    } catch (error) {
      leave()
      throw error
    }
    if (found instanceof Promise) return found.then(finish).finally(leave)
    leave()
    return finish(found)
  }

  /** Only where somebody asked for it, only while the issuer cannot be reached. */
  function stale(key: string, error: unknown): Found {
    const kept = accepted.get(key, now())
    if (!(error instanceof GuardError) || error.reason !== 'issuer_unreachable' || kept === undefined)
      throw error
    const detail = `an answer past its age is used, because the issuer cannot be reached: ${error.message}`
    tell(onEvent, { name: 'guard.stale_answer_used', severity: 'warn', reason: error.reason, detail })
    return { verdict: kept.verdict, source: 'stale' }
  }

  return {
    recent(key, at) {
      const kept = accepted.get(key, at) ?? refused.get(key, at)
      return kept !== undefined && at < kept.freshUntil ? kept.verdict : undefined
    },
    find(key, findOut) {
      const waiting = pending.get(key)
      if (waiting !== undefined) return waiting.answer
      const asked = ask(key, findOut)
      if (!(asked instanceof Promise)) return asked
      const question: Question = {
        answer: asked
          .catch((error: unknown) => stale(key, error))
          .finally(() => {
            if (pending.get(key) === question) pending.delete(key)
          }),
      }
      pending.set(key, question)
      return question.answer
    },
    findFresh: ask,
    forget(subject) {
      accepted.deleteWhere(({ verdict }) => verdict.accepted && verdict.principal.subject === subject)
      for (const { forgotten } of underWay) forgotten.add(subject)
      // whoever comes now asks anew
      pending.clear()
    },
  }
}

const isOfThePast = (verdict: Verdict, { forgotten, isOvertaken }: UnderWay): boolean =>
  verdict.accepted && (isOvertaken || forgotten.has(verdict.principal.subject))
