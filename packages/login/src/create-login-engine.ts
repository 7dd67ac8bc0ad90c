import type { HttpClient, Now, RandomBytes } from '@postern/protocol'
import type { DeploymentKey, Store } from '@postern/store'
import { type Attempt, viewOf } from './attempt.ts'
import { createAttempts } from './attempts.ts'
import type { LoginDriver, Verdict } from './driver.ts'
import type { LoginEngine } from './engine.ts'
import { LoginError } from './errors.ts'
import type { LoginEvents } from './events.ts'
import { createOneTimeCodes } from './one-time-codes.ts'
import { createRecovery } from './recover.ts'
import { renew, renewalQuestion } from './renew.ts'
import { type CheckedSettings, checkSettings, type LoginSettings } from './settings.ts'
import type { Deployment } from './sufficiency/facts.ts'
import { createUndo } from './undo.ts'
import { workOnAttempt } from './work-on-attempt.ts'
import { createZitadelDriver } from './zitadel/zitadel-driver.ts'

/** Everything that a login engine uses and does not make: time, randomness, network, store, keys. */
export interface LoginEngineDeps {
  readonly http: HttpClient
  readonly now: Now
  readonly randomBytes: RandomBytes
  readonly store: Store
  /** The first seals attempts, all open them. */
  readonly deploymentKeys: readonly DeploymentKey[]
  /** Receives what happens, for the log and the audit trail. */
  readonly events?: LoginEvents
}

/**
 * Makes the engine that logs users in to ZITADEL from the back end.
 *
 * Nothing is sent before the first call; `ready` says whether a login could be made now. Every method rejects with a `LoginError`.
 *
 * @throws {LoginError} `SETTINGS_INVALID`, naming the setting, never its value
 */
export function createLoginEngine(deps: LoginEngineDeps, given: LoginSettings): LoginEngine {
  const settings = checkSettings(given)
  const deployment: Deployment = {
    firstFactors: ['password'],
    ...(settings.requireVerifiedEmail ? {} : { allowUnverifiedEmail: true }),
  }
  const events = deps.events ?? (() => undefined)
  return engineOver(
    createZitadelDriver(settings, { ...deps, events, deployment }),
    deps,
    settings,
    deployment,
  )
}

function engineOver(
  driver: LoginDriver,
  deps: LoginEngineDeps,
  settings: CheckedSettings,
  deployment: Deployment,
): LoginEngine {
  const { now, events = () => undefined } = deps
  if (deps.deploymentKeys.length === 0) throw new LoginError('SETTINGS_INVALID', 'no deployment key')
  const attempts = createAttempts({ ...deps, residueOf: driver.residue })
  const holdMs = settings.passwordTimeoutMs + 8 * settings.callTimeoutMs
  const needs: Attempt['needs'] = [
    { type: 'first_factor', methods: deployment.firstFactors, reason: 'not_proven' },
  ]
  const undo = createUndo({
    attempts,
    driver,
    now,
    events,
    holdMs,
    atStart: ({ attempt, device }) => ({ needs, subject: null, driver: driver.start({ attempt, device }) }),
  })
  const workDeps = {
    attempts,
    driver,
    undo,
    now,
    events,
    codes: createOneTimeCodes({ ...deps, ...settings }),
    maxProofs: settings.maxProofs,
    holdMs,
    judged: ({ attempt }: Attempt, { judgement, subject }: Verdict) => {
      if (judgement.requirements.length === 0) return
      events({ name: 'login.requirements', attempt, subject, missing: judgement.requirements })
    },
  }

  return {
    async begin({ device, ...asked }) {
      driver.checkPace()
      const startedAt = now()
      const { handle, attempt } = await attempts.create((id) => ({
        format: 1,
        attempt: id,
        startedAt,
        expiresAt: startedAt + settings.attemptLifetimeSeconds * 1000,
        asked,
        device,
        progress: 'waiting',
        heldUntil: null,
        proofs: 0,
        subject: null,
        needs,
        steps: [],
        driver: driver.start({ attempt: id, device }),
      }))
      events({ name: 'login.begun', attempt: attempt.attempt })
      return { handle, view: viewOf(attempt) }
    },

    prove: (handle, proof, keep = async () => undefined) => workOnAttempt(handle, proof, keep, workDeps),

    async view(handle) {
      return viewOf((await undo.openLiving(handle)).attempt)
    },

    async cancel(handle) {
      // Each time that a request which works on it was faster, it has done one more of its few steps.
      for (;;) {
        const open = await undo.openLiving(handle)
        const isFinished = open.attempt.progress === 'finished'
        if (isFinished) await attempts.remove(open.record)
        if (!isFinished && !(await undo.giveUp(open, {}))) continue
        events({ name: 'login.cancelled', attempt: open.attempt.attempt })
        return
      }
    },

    renew: (session) => renew(session, { driver, now, events }),
    discard: ({ accessToken }) => driver.revoke(accessToken),

    async judge(session) {
      const { judgement } = await driver.requirements(
        driver.recall(session.zitadelSessionId),
        renewalQuestion(session),
      )
      return judgement.requirements
    },

    async end(zitadelSessionId) {
      await driver.end(zitadelSessionId)
      events({ name: 'session.ended' })
    },

    recover: createRecovery({
      attempts,
      driver,
      now,
      events,
      holdMs,
      attemptLifetimeMs: settings.attemptLifetimeSeconds * 1000,
    }),
    readLogoutToken: (token) => driver.readLogoutToken(token),
    ready: () => driver.ready(),
    close: async () => undefined,
  }
}
