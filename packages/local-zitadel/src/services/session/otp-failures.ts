import { touch } from '../../state/changes.ts'
import type { User } from '../../state/model.ts'
import { lockAt } from '../check-password.ts'
import type { Call } from '../operation.ts'
import { policyFor } from '../policies.ts'

/** Counts a wrong one-time code on the user and locks him at the policy's limit. */
export function countOtpFailure(call: Call, user: User): void {
  if (user.human === undefined) return
  user.human.otpFailures++
  touch(user, user.changedAt)
  const { maxOtpAttempts } = policyFor(call.instance, user.organizationId, 'lockout')
  lockAt(call, user, user.human.otpFailures, maxOtpAttempts)
  call.world.changed('accounts', ...(user.state === 'locked' ? [] : [user]))
}

/** A right one-time code sets the counter back, once the whole call succeeded. */
export function forgetOtpFailures(call: Call, user: User): void {
  if (user.human === undefined || user.human.otpFailures === 0) return
  user.human.otpFailures = 0
  call.world.changed('accounts', user)
}
