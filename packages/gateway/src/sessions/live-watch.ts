import type { OuterRecord } from '@postern/store'
import type { Logger } from 'pino'
import type { Audit } from '../audit/audit.ts'
import { auditedRequirements } from '../audit/audited-requirements.ts'
import type { Fingerprint } from '../audit/fingerprint.ts'
import type { Endings } from './endings.ts'
import type { Judgement } from './judgement.ts'
import type { LiveSessions } from './live-sessions.ts'
import { isJudgementDue, limitReached, type SessionLimits } from './session-limits.ts'
import type { SessionOuter } from './session-record.ts'
import { namedFor, type SessionRecords } from './session-records.ts'

/**
 * Looks at every session under which something is open in this process, and cuts off what may not go on (PROXY-8): its session was
 * ended by somebody else, has reached a limit, or is not let on by today's policy. Something that is open is a use, so it is judged
 * as often as a request would be (POLICY-NOW); but it is not its user's doing, so it does not move the idle limit.
 *
 * What cannot be found out is cut off too (OPS-1): whoever wants it back sends a request, which is judged again.
 */
export type LiveWatch = () => Promise<void>

export interface LiveWatchDeps {
  readonly live: LiveSessions
  readonly records: Pick<SessionRecords, 'openOuter'>
  readonly endings: Pick<Endings, 'add'>
  readonly judge: Judgement
  readonly limits: Pick<SessionLimits, 'policyCheckMs'>
  readonly now: () => number
  readonly audit: Pick<Audit, 'write'>
  readonly fingerprint: Fingerprint
  readonly log: Pick<Logger, 'warn'>
}

export function createLiveWatch(deps: LiveWatchDeps): LiveWatch {
  const { live, records, endings, judge, limits, now, audit, fingerprint, log } = deps
  const judging = new Set<string>()

  const cut = (recordId: string, error: unknown): void => {
    log.warn({ err: error }, 'what was open under a session that could not be checked was cut off')
    live.end(recordId)
  }

  const judgeIt = async (record: OuterRecord<SessionOuter>): Promise<void> => {
    const missing = await judge(record)
    if (missing.length === 0) return
    audit.write({
      event: 'session.judged_insufficient',
      ...namedFor(fingerprint, record),
      missing: auditedRequirements(missing),
    })
    await endings.add(record.outer.zitadelSessionId, 'policy')
  }

  const look = async (recordId: string): Promise<void> => {
    const record = await records.openOuter(recordId)
    if (record === undefined) return live.end(recordId)
    const reached = limitReached(record.outer, now())
    if (reached !== undefined) return endings.add(record.outer.zitadelSessionId, reached)
    if (!isJudgementDue(record.outer, now(), limits) || judging.has(recordId)) return
    judging.add(recordId)
    // Not waited for: a slow ZITADEL must not keep the others from being looked at.
    judgeIt(record)
      .catch((error: unknown) => cut(recordId, error))
      .finally(() => judging.delete(recordId))
  }

  return async () => {
    for (const recordId of live.held()) await look(recordId).catch((error: unknown) => cut(recordId, error))
  }
}
