import type { LoginEngine, Requirement } from '@postern/login'
import type { OuterRecord, SealedRecords } from '@postern/store'
import { GatewayError } from '../errors.ts'
import { living } from './living-session.ts'
import type { SessionInner, SessionOuter } from './session-record.ts'
import { singleFlight } from './single-flight.ts'

export interface JudgementDeps {
  readonly engine: Pick<LoginEngine, 'judge'>
  readonly records: Pick<SealedRecords<SessionOuter, SessionInner>, 'openOuter' | 'replaceOuter'>
  readonly now: () => number
}

/** Why a session may not go on. Nothing if it may: then that is written down. */
export type Judgement = (record: OuterRecord<SessionOuter>) => Promise<readonly Requirement[]>

/** Requirements that say nothing about the session: what they are about could not be read. */
const unknown: readonly Requirement['type'][] = ['policy_unreadable', 'clock_skewed']
const mostWrites = 8

/**
 * Judges a living session by today's policy and facts, once for all who ask at the same time (POLICY-NOW).
 *
 * Rejects with `SESSION_UNCHECKED` when that could not be found out: the session is not used until it can, and does not end (OPS-1).
 */
export function createJudgement({ engine, records, now }: JudgementDeps): Judgement {
  const once = singleFlight<readonly Requirement[]>()

  const judge: Judgement = async (record) => {
    // From when the reading began: what changes beside it is for the next judgement.
    const judgedAt = now()
    const missing = await engine.judge(living(record)).catch((cause: unknown) => {
      throw new GatewayError('SESSION_UNCHECKED', 'the policy could not be asked', { cause })
    })
    const unread = missing.filter(({ type }) => unknown.includes(type))
    if (unread.length > 0)
      throw new GatewayError('SESSION_UNCHECKED', unread.map(({ reason }) => reason).join(', '))
    if (missing.length === 0) await note(record, judgedAt)
    return missing
  }

  const note = async (judged: OuterRecord<SessionOuter>, judgedAt: number): Promise<void> => {
    let record: OuterRecord<SessionOuter> | undefined = judged
    for (let writes = 0; writes < mostWrites; writes += 1) {
      if (record === undefined) return
      const known = record.outer.judgedAt
      // One of the future is of before the clock went back.
      if (known >= judgedAt && known <= now()) return
      if ((await records.replaceOuter(record, { outer: { ...record.outer, judgedAt } })) !== undefined) return
      record = await records.openOuter(judged.recordId)
    }
  }

  return (record) => once(record.recordId, () => judge(record))
}
