import { viewOf } from './attempt.ts'
import type { Attempts, OpenAttempt } from './attempts.ts'
import { checkProof } from './check-proof.ts'
import { nextStep } from './dispatch.ts'
import type { AttemptHandle, FinishedLogin, KeepLogin, Proof, ProveResult, StepName } from './engine.ts'
import { asLoginError, isCredentialTrouble, isLoginError, LoginError } from './errors.ts'
import type { LoginEvents } from './events.ts'
import { inHand, type StepDeps, type Work } from './step.ts'
import { steps } from './steps.ts'
import { timedStep } from './timed-step.ts'
import type { Undo } from './undo.ts'
import { zeroize } from './zeroize.ts'

export interface WorkDeps extends StepDeps {
  readonly attempts: Attempts
  readonly undo: Undo
  readonly events: LoginEvents
  readonly maxProofs: number
  /** How long one request may work on an attempt before the next one finds it abandoned. */
  readonly holdMs: number
}

/**
 * Takes a proof to an attempt and does every step that is due. The proof is zeroed at the end, whatever happened.
 *
 * What has been made is written down before a step makes more, with the attempt's version: of racing requests one goes on, the
 * others reject with `ATTEMPT_CONFLICT` and have done nothing.
 */
export async function workOnAttempt(
  handle: AttemptHandle,
  proof: Proof,
  keep: KeepLogin,
  deps: WorkDeps,
): Promise<ProveResult> {
  try {
    checkProof(proof)
    const open = await deps.undo.openLiving(handle)
    await refuseUnexpected(open, proof, deps)
    if (open.attempt.subject === null) deps.driver.checkPace()
    return await takeSteps(await claim(open, deps), { proof, keep }, deps)
  } finally {
    zeroize(proof.method === 'totp' ? proof.code : proof.password)
  }
}

async function refuseUnexpected(open: OpenAttempt, { method }: Proof, deps: WorkDeps): Promise<void> {
  const { attempt } = open
  if (attempt.progress === 'finished') throw new LoginError('PROOF_NOT_EXPECTED', 'the attempt is finished')
  await deps.undo.refuseHeld(open)
  if (attempt.proofs >= deps.maxProofs) {
    await deps.undo.giveUp(open, {})
    throw new LoginError('PROOF_LIMIT')
  }
  if (!attempt.needs.some(({ methods }) => methods?.includes(method) === true)) {
    throw new LoginError('PROOF_NOT_EXPECTED', `${method} is not what is needed`)
  }
}

function claim(open: OpenAttempt, { attempts, now, holdMs }: WorkDeps): Promise<OpenAttempt> {
  return attempts.replace(open, {
    progress: 'given',
    heldUntil: now() + holdMs,
    proofs: open.attempt.proofs + 1,
  })
}

async function takeSteps(claimed: OpenAttempt, work: Work, deps: WorkDeps): Promise<ProveResult> {
  let open = claimed
  let { attempt } = claimed
  let doing = nextStep(attempt)
  let isNews = false
  try {
    for (; doing !== null; doing = nextStep(attempt)) {
      if (attempt.expiresAt <= deps.now()) throw new LoginError('ATTEMPT_GONE', `it expired before ${doing}`)
      const { run, makesNothing = false } = steps[doing]
      if (isNews && !makesNothing) {
        open = await deps.attempts.replace(open, attempt)
        isNews = false
      }
      const before = attempt
      const { result, done } = await timedStep(doing, 'login', () => run(before, work, deps), deps)
      attempt = { ...attempt, ...result, steps: [...attempt.steps, done] }
      isNews ||= !makesNothing
      if (doing === 'verify_user') {
        deps.events({
          name: 'login.proof_accepted',
          attempt: attempt.attempt,
          method: work.proof.method,
          subject: attempt.subject,
        })
      }
    }
    open = await deps.attempts.replace(open, { ...attempt, heldUntil: null })
  } catch (error) {
    await cleanUp(open, doing, work, error, deps)
    throw error
  }
  const view = viewOf(open.attempt)
  return open.attempt.progress === 'finished'
    ? { kind: 'finished', view, login: finish(open, work, deps) }
    : { kind: 'needs', view }
}

function finish({ attempt }: OpenAttempt, work: Work, { events }: WorkDeps): FinishedLogin {
  const { otherAudiences } = inHand(work.accepted, 'the accepted login')
  const login = inHand(work.kept, 'the kept login')
  const { policyVersion } = inHand(work.sufficient, 'the proof of sufficiency')
  const { subject, methods } = login
  events({
    name: 'login.finished',
    attempt: attempt.attempt,
    subject,
    methods,
    policyVersion,
    otherAudiences,
  })
  return login
}

/** What the failed request made is undone. The attempt goes on only where the user can mend it by proving again. */
async function cleanUp(
  open: OpenAttempt,
  doing: StepName | null,
  work: Work,
  error: unknown,
  { undo, events }: WorkDeps,
): Promise<void> {
  const { attempt: id } = open.attempt
  const { code, message: detail, needs: missing } = asLoginError(error)
  const isWrong = isLoginError(error, 'CREDENTIALS_REJECTED', 'CODE_REJECTED', 'CODE_LIMIT')
  if (isWrong) events({ name: 'login.proof_rejected', attempt: id, method: work.proof.method, code, detail })
  else events({ name: 'login.refused', attempt: id, code, detail, missing })

  if (doing === 'authenticate_application') await undo.giveBack(open)
  else if (doing === 'verify_user' && (isNothingMade(error) || work.proof.method === 'totp'))
    await undo.letGo(open)
  else if (doing === 'begin_authorization' && isWrong) await undo.startAgain(open, work)
  else await undo.giveUp(open, work)
}

/**
 * Whether ZITADEL said that it made no session. After any other answer, or none, one may be there or still come: then the attempt
 * ends, so that what is searched for later can only be what nobody has.
 */
const isNothingMade = (error: unknown): boolean =>
  isLoginError(error, 'CREDENTIALS_REJECTED', 'CODE_REJECTED', 'CODE_LIMIT', 'ISSUER_BUSY') ||
  isCredentialTrouble(error)
