import type { LoginEngine, Requirement } from '@postern/login'
import { GatewayError } from '../errors.ts'
import { living } from './living-session.ts'
import { isRefusal } from './renewal.ts'
import type { OuterSession } from './session-records.ts'
import { singleFlight } from './single-flight.ts'

/** Why a session may not go on; nothing if it may. */
export type Judgement = (record: OuterSession) => Promise<readonly Requirement[]>

/**
 * Judges a living session by today's policy and facts, once for all who ask at the same time (POLICY-NOW).
 *
 * Rejects with `SESSION_UNCHECKED` when that could not be found out: the session is not used until it can (OPS-1).
 */
export function createJudgement(engine: Pick<LoginEngine, 'judge'>): Judgement {
  const once = singleFlight<readonly Requirement[]>()
  return (record) =>
    once(record.recordId, async () => {
      try {
        return await engine.judge(living(record))
      } catch (error) {
        if (isRefusal(error)) return [{ type: 'user_refused', reason: 'session_gone' }]
        throw new GatewayError('SESSION_UNCHECKED', 'the policy could not be asked', { cause: error })
      }
    })
}
