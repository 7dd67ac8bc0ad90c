import type { AgreedFacts } from '../agreed-facts.ts'
import { clockWarningMs } from '../limits.ts'

export type Staleness = 'older_than_policy' | 'older_than_asked' | 'in_the_future'

/**
 * Rule 3: whether a proof is recent enough, by ZITADEL's clock. The policy's lifetime counts always, what the application asked at
 * a login only. A proof is too old at the very end of its lifetime, as in ZITADEL's own login.
 *
 * @param lifetimeMs the policy's; nothing and zero mean the default, never "for ever"
 */
export function staleness(
  facts: AgreedFacts,
  verifiedAt: number,
  lifetimeMs: number | null,
  defaultMs: number,
): Staleness | null {
  const ageMs = facts.zitadelNow - verifiedAt
  if (!(ageMs >= -clockWarningMs)) return 'in_the_future'
  const limitMs = lifetimeMs === null || lifetimeMs === 0 ? defaultMs : lifetimeMs
  // ZITADEL takes negative lifetimes (contract 12.4); nothing is ever as fresh as that.
  if (!(limitMs > 0 && ageMs < limitMs)) return 'older_than_policy'
  if (isLogin(facts) && !isWithinAsked(facts, verifiedAt, ageMs)) return 'older_than_asked'
  return null
}

/** Whoever is inside an attempt is logging in, whatever else was said. */
export const isLogin = ({ asked, occasion }: AgreedFacts): boolean =>
  occasion === 'login' || asked.attempt !== null

/**
 * `max_age` (OpenID Connect Core §3.1.2.1, AUTHZ-10): a proof of this very attempt satisfies every value, an older one must be
 * young enough. Zero, and `prompt=login`, leave only the first.
 */
function isWithinAsked(facts: AgreedFacts, verifiedAt: number, ageMs: number): boolean {
  const { maxAgeSeconds, prompt } = facts.asked
  const limitSeconds = prompt === 'login' ? 0 : maxAgeSeconds
  if (limitSeconds === undefined) return true
  return isOfThisAttempt(facts, verifiedAt) || ageMs < limitSeconds * 1_000
}

/**
 * A ZITADEL session that carries the attempt's identifier was made by it, and so was every proof in it. In an older one (step-up)
 * only what was proven after the attempt began.
 */
function isOfThisAttempt(
  { asked: { attempt }, session, clockOffsetMs }: AgreedFacts,
  verifiedAt: number,
): boolean {
  if (attempt === null) return false
  return session.fingerprint === attempt.id || verifiedAt >= attempt.startedAt + clockOffsetMs
}
