import { isPassword } from '../crypto/password-hash.ts'
import { ApiError } from '../errors/api-error.ts'
import { touch } from '../state/changes.ts'
import type { User } from '../state/model.ts'
import type { Call } from './operation.ts'
import { policyFor } from './policies.ts'
import { changeUserState } from './user/change-state.ts'

/**
 * Checks a user's password with the lockout policy and, as the original, the tarpit (contract 3.7, 3.8). Failures are counted also when
 * the call fails as a whole; what a success does to the counter is returned, for the caller to do once everything succeeded.
 */
export async function checkPassword(call: Call, user: User, password: string): Promise<() => void> {
  const { human } = user
  if (user.state === 'locked')
    throw ApiError.of('COMMAND-JLK35', { failedAttempts: human?.passwordFailures ?? 0 })
  if (human?.password === undefined) throw ApiError.of('COMMAND-3nJ4t')
  const { passwordCheckMs } = call.world.behaviour
  if (passwordCheckMs > 0) await call.world.wait(passwordCheckMs)
  if (await isPassword(password, human.password.hash)) {
    return () => {
      human.passwordFailures = 0
    }
  }
  human.passwordFailures++
  touch(user, user.changedAt)
  const failedAttempts = human.passwordFailures
  lockAt(
    call,
    user,
    failedAttempts,
    policyFor(call.instance, user.organizationId, 'lockout').maxPasswordAttempts,
  )
  call.world.changed('accounts')
  if (call.world.behaviour.asOriginal) await call.world.wait(tarpitMs(failedAttempts))
  throw ApiError.of('COMMAND-3M0fs', { failedAttempts })
}

/** The N-th failure locks in the same write and is still answered as a failure (contract 3.8). */
export function lockAt(call: Call, user: User, failures: number, limit: number): void {
  if (limit > 0 && failures >= limit && user.state !== 'locked')
    changeUserState(call.instance, user, 'locked', call.now)
}

/** A second more for every five failures from the tenth on, ten at most (contract 3.8). */
export function tarpitMs(failures: number): number {
  return Math.min(10, Math.max(0, Math.floor((failures - 5) / 5))) * 1000
}
