import { hash } from 'node:crypto'
import { GuardError } from '../errors.ts'
import type { Introspect } from '../introspection/introspect.ts'
import { judgeAnswer, type Verdict } from '../introspection/judge-answer.ts'
import type { Settings } from '../options.ts'
import { createRecentMap } from './recent-map.ts'

/** The verdict on a token. Rejects with a GuardError of the code `JUDGEMENT_UNAVAILABLE` when there is none. */
export type JudgeToken = (token: string) => Promise<Verdict>

/**
 * Asks the issuer once per token and window, however many ask at the same time (INTRO-4).
 *
 * A verdict is kept under the SHA-256 of the token, never the token; a good one no longer than the token lives and than
 * `maxAgeSeconds` from when the question was asked, a bad one for `refusedMaxAgeSeconds`. Good and bad are kept apart, so that a
 * flood of invented tokens drives no good one out. Failures are shared by those who wait, and kept by nobody.
 */
export function createJudgeToken(settings: Settings, introspect: Introspect): JudgeToken {
  const { now, maxPending } = settings
  const { maxAgeSeconds, refusedMaxAgeSeconds, maxEntries } = settings.cache
  const accepted = createRecentMap<Verdict>(maxEntries)
  const refused = createRecentMap<Verdict>(Math.ceil(maxEntries / 10))
  const pending = new Map<string, Promise<Verdict>>()

  async function askIssuer(token: string, key: string): Promise<Verdict> {
    const from = now()
    const answer = await introspect(token)
    const verdict = judgeAnswer(answer, settings, now())
    if (verdict.accepted) {
      accepted.set(key, verdict, {
        from,
        until: Math.min(from + maxAgeSeconds * 1000, verdict.principal.expiresAt),
      })
    } else {
      refused.set(key, verdict, { from, until: from + refusedMaxAgeSeconds * 1000 })
    }
    return verdict
  }

  return async (token) => {
    const key = hash('sha256', token, 'base64url')
    const at = now()
    const known = accepted.get(key, at) ?? refused.get(key, at) ?? pending.get(key)
    if (known !== undefined) return known
    if (pending.size >= maxPending) {
      throw new GuardError('too_many_pending', `${maxPending} tokens already wait for the issuer's answer`)
    }
    const asked = askIssuer(token, key).finally(() => pending.delete(key))
    pending.set(key, asked)
    return asked
  }
}
