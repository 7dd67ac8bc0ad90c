import type { LoginEngine } from '@postern/login'
import type { Now, RandomBytes } from '@postern/protocol'
import type { Store } from '@postern/store'
import type { Audit } from '../audit/audit.ts'
import type { Fingerprint } from '../audit/fingerprint.ts'
import type { Config } from '../config/config.ts'
import type { CheckTimes } from '../same-face/check-times.ts'
import { createOneProofAtATime } from '../same-face/one-proof-at-a-time.ts'
import { createPasswordSlots } from '../same-face/password-slots.ts'
import { createSameFace } from '../same-face/same-face.ts'
import { createKnownDevices, type KnownDevices } from './known-devices.ts'
import { createOpenLogins, type OpenLogins } from './open-logins.ts'
import { createProveWithinLimits, type ProveWithinLimits } from './prove-within-limits.ts'
import { createRefusals } from './refusals.ts'
import { createThrottle } from './throttle.ts'
import { createTypedNames } from './typed-names.ts'

/** What stands between strangers and the login engine. */
export interface Limits {
  readonly proveWithinLimits: ProveWithinLimits
  readonly openLogins: OpenLogins
  readonly devices: KnownDevices
}

/** Builds the limits out of their parts. */
export function createLimits(deps: {
  readonly engine: Pick<LoginEngine, 'prove' | 'view'>
  readonly store: Store
  readonly audit: Audit
  readonly fingerprint: Fingerprint
  readonly now: Now
  readonly randomBytes: RandomBytes
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly times: CheckTimes
  readonly limits: Config['attempts']
}): Limits {
  const { limits } = deps
  const devices = createKnownDevices({ ...deps, lifetimeMs: limits.deviceDays * 86_400_000 })
  const refuse = createRefusals(deps.audit)
  return {
    devices,
    openLogins: createOpenLogins({ ...deps, devices, refuse }),
    proveWithinLimits: createProveWithinLimits({
      ...deps,
      throttle: createThrottle({ ...deps, devices, refuse }),
      oneAtATime: createOneProofAtATime(deps),
      typedNames: createTypedNames({ ...deps, lifetimeMs: limits.lifetimeSeconds * 1000 }),
      sameFace: createSameFace({
        ...deps,
        slots: createPasswordSlots({ ...limits.passwordChecks, refuse }),
      }),
    }),
  }
}
