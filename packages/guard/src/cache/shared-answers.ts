import { isJsonObject, readTokenClaims, type TokenClaims } from '@postern/protocol'
import { tell } from '../events.ts'
import type { Settings } from '../settings.ts'
import { createSealedCache } from './shared-cache.ts'
import { within } from './within.ts'

/** What an issuer said of a token, and when it was asked (milliseconds since the epoch). */
export interface Answer {
  readonly issuer: string
  readonly askedAt: number
  readonly token: TokenClaims
}

/** Good answers that other processes got. A store that fails is a store that has nothing, and an event. */
export interface SharedAnswers {
  load(key: string): Promise<Answer | undefined>
  keep(key: string, answer: Answer, until: number): Promise<void>
  drop(key: string): Promise<void>
  /** Answers about the subject that were asked for until now are not loaded any more, by any process. `false`: that failed. */
  end(subject: string): Promise<boolean>
}

/** No store at all. */
export const noSharedAnswers: SharedAnswers = {
  load: async () => undefined,
  keep: async () => undefined,
  drop: async () => undefined,
  end: async () => true,
}

export function createSharedAnswers(settings: Settings): SharedAnswers {
  const { sharedCache, now, timeoutMs, onEvent, cache, clockToleranceSeconds } = settings
  if (sharedCache === undefined) return noSharedAnswers
  const sealed = createSealedCache(sharedCache)
  // an answer is younger than this when it is loaded, and other clocks may differ by the tolerance
  const longestMs = cache.maxAgeSeconds * 1000
  const toleranceMs = clockToleranceSeconds * 1000

  async function safely<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await within(timeoutMs, work())
    } catch (error) {
      const detail = `the shared cache fails: ${error instanceof Error ? error.name : 'unknown'}`
      tell(onEvent, { name: 'guard.shared_cache_failed', severity: 'error', reason: null, detail })
      return undefined
    }
  }

  return {
    load: (key) =>
      safely(async () => {
        const answer = parseAnswer(await sealed.get('answer', key))
        if (answer === undefined) return undefined
        const end = await sealed.get('end', answer.token.sub ?? '')
        const endedAt = isJsonObject(end) ? Number(end['at']) : Number.NEGATIVE_INFINITY
        return answer.askedAt > endedAt + toleranceMs ? answer : undefined
      }),
    keep: async (key, { issuer, askedAt, token }, until) => {
      await safely(() => sealed.set('answer', key, { issuer, askedAt, claims: token.claims }, until))
    },
    drop: async (key) => void (await safely(() => sealed.delete('answer', key))),
    end: async (subject) => {
      const at = now()
      const isSet = safely(async () => {
        await sealed.set('end', subject, { at }, at + longestMs + 2 * toleranceMs)
        return true
      })
      return (await isSet) === true
    },
  }
}

function parseAnswer(value: unknown): Answer | undefined {
  if (!isJsonObject(value)) return undefined
  const { issuer, askedAt, claims } = value
  if (typeof issuer !== 'string' || typeof askedAt !== 'number' || !isJsonObject(claims)) return undefined
  // it was sealed by one of ours, after the same reading
  return { issuer, askedAt, token: readTokenClaims(claims, 'INTROSPECTION_MALFORMED') }
}
