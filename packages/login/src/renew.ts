import type { Now } from '@postern/protocol'
import type { DriverState, Held, LoginDriver, SufficiencyQuestion, Verdict } from './driver.ts'
import type { FinishedLogin, LivingSession, StepName, StepRecord } from './engine.ts'
import { isLoginError, type LoginError } from './errors.ts'
import type { LoginEvents } from './events.ts'
import { insufficient } from './insufficient.ts'
import { settled } from './settled.ts'
import type { SufficientAttempt } from './sufficiency/sufficient-attempt.ts'
import { timedStep } from './timed-step.ts'

export interface RenewDeps {
  readonly driver: LoginDriver
  readonly now: Now
  readonly events: LoginEvents
}

/** What a living session is judged for: today's policy and facts, the same user, the same organization. */
export const renewalQuestion = ({ subject, organizationId }: LivingSession): SufficiencyQuestion => ({
  occasion: 'renewal',
  asked: { attempt: null, organizationId, expectedSubject: subject },
  known: { userId: subject, organizationId },
})

/**
 * Mints another token set from a living ZITADEL session (make before break): a fresh session token without any factor, the
 * authorization beside the read-back of facts, bind, exchange beside the last reading of facts, validation. The old access token
 * lives on; the session token is forgotten.
 *
 * Judged by the same rules as a login (POLICY-NOW). A session that they would not let in any more, or whose tokens turn out to be
 * another's, is ended; a failure of the network leaves it as it was.
 */
export async function renew(session: LivingSession, deps: RenewDeps): Promise<FinishedLogin> {
  const { driver, events } = deps
  const made: Made = {}
  try {
    return await mint(session, made, deps)
  } catch (error) {
    if (made.tokens !== undefined) await driver.discard(made.tokens)
    if (made.state !== undefined) await driver.refuse(driver.residue(made.state)).catch(() => undefined)
    if (isLoginError(error, 'LOGIN_INSUFFICIENT', 'TOKEN_REJECTED', 'ACCESS_REFUSED'))
      await endQuietly(session, deps)
    if (isLoginError(error)) refused(session, error, events)
    throw error
  }
}

interface Made {
  state?: DriverState
  tokens?: Held<'tokens'>
}

async function mint(
  session: LivingSession,
  made: Made,
  { driver, now, events }: RenewDeps,
): Promise<FinishedLogin> {
  const steps: StepRecord[] = []
  const timed = async <T>(step: StepName, work: () => Promise<T>): Promise<T> => {
    const { result, done } = await timedStep(step, 'renewal', work, { now, events })
    steps.push(done)
    return result
  }
  const question = renewalQuestion(session)
  await timed('authenticate_application', () => driver.authenticate())
  const resumed = await timed('verify_user', () => driver.resume(session.zitadelSessionId))
  // What the facts say stands before what else failed beside them: an application of an inactive organization begins nothing.
  const [sufficient, state] = await timed('begin_authorization', () =>
    settled(
      proven(driver.requirements(resumed.state, question)),
      driver.begin(resumed.state).then((begun) => {
        made.state = begun
        return begun
      }),
    ),
  )
  const code = await timed('bind_session', () => driver.bind(state, resumed.session, sufficient))
  const [proof, tokens] = await timed('exchange_code', () =>
    settled(
      proven(driver.requirements(state, question)),
      driver.exchange(state, code).then((exchanged) => {
        made.tokens = exchanged
        return exchanged
      }),
    ),
  )
  const { otherAudiences: _, ...login } = await timed('validate_tokens', () =>
    driver.accept(state, tokens, proof),
  )
  events({ name: 'session.renewed', subject: login.subject, policyVersion: proof.policyVersion })
  return { flow: 'back_channel', ...login, steps }
}

async function proven(verdict: Promise<Verdict>): Promise<SufficientAttempt> {
  const { sufficient, judgement } = await verdict
  if (sufficient === null) throw insufficient(judgement)
  return sufficient
}

async function endQuietly({ zitadelSessionId }: LivingSession, { driver, events }: RenewDeps): Promise<void> {
  try {
    await driver.end(zitadelSessionId)
    events({ name: 'session.ended' })
  } catch {
    // The error that is thrown ends our session too, and whoever does that ends ZITADEL's again.
  }
}

function refused(
  { subject }: LivingSession,
  { code, message: detail, needs: missing }: LoginError,
  events: LoginEvents,
): void {
  events({ name: 'session.renewal_refused', subject, code, detail, missing })
}
