import type { AgreedFacts } from '../agreed-facts.ts'
import type { Missing, Note } from '../judgement.ts'
import { clockRefusalMs, clockWarningMs } from '../limits.ts'

/** Rule 0, clocks: `verifiedAt` is ZITADEL's time, so a judgement is worth what the clocks agree. */
export function clocksAgree({ clockOffsetMs }: AgreedFacts): readonly Missing[] {
  // Written so that a value which is no number refuses.
  if (Math.abs(clockOffsetMs) <= clockRefusalMs) return []
  return [{ type: 'clock_skewed', reason: 'clock_over_limit' }]
}

/** More than five seconds apart is a warning for the operator. */
export function clockNotes({ clockOffsetMs }: AgreedFacts): readonly Note[] {
  return Math.abs(clockOffsetMs) > clockWarningMs ? [{ code: 'clock_offset', offsetMs: clockOffsetMs }] : []
}
