import { isPassword } from '../crypto/password-hash.ts'
import { ApiError } from '../errors/api-error.ts'
import { touch } from '../state/changes.ts'
import type { User } from '../state/model.ts'
import type { Call } from './operation.ts'
import { policyFor } from './policies.ts'
import { changeUserState } from './user/change-state.ts'

/**
 * Checks a user's password with the lockout policy and, where it is on, the tarpit (contract 3.7, 3.8). Failures are counted also when
 * the call fails as a whole; what a success does to the counter is returned, for the caller to do once everything succeeded. A locked
 * user and one without a password are refused before the hash, so without its waiting time.
 */
export async function checkPassword(call: Call, user: User, password: string): Promise<() => void> {
  const { human } = user
  const { behaviour, wait } = call.world
  if (isLocked(user)) throw ApiError.of('COMMAND-JLK35', { failedAttempts: human?.passwordFailures ?? 0 })
  if (human?.password === undefined) throw ApiError.of('COMMAND-3nJ4t')
  const { hash } = human.password
  if (behaviour.passwordCheckMs > 0) await wait(behaviour.passwordCheckMs)
  const isRight = isPassword(password, hash)
  // The original looks again after the hash: another call may have locked the user meanwhile (contract 3.7).
  if (isLocked(user)) throw ApiError.of('COMMAND-SFA3t', { failedAttempts: human.passwordFailures })
  if (isRight) return () => forgetPasswordFailures(call, user)
  // And writes a moment after that look, so that racing failures overrun the limit (contract 3.8, R).
  const window = behaviour.raceWindow()
  if (window !== undefined) await window
  human.passwordFailures++
  touch(user, user.changedAt)
  const failedAttempts = human.passwordFailures
  const { maxPasswordAttempts } = policyFor(call.instance, user.organizationId, 'lockout')
  lockAt(call, user, failedAttempts, maxPasswordAttempts)
  call.world.changed('accounts', ...(isLocked(user) ? [] : [user]))
  const heldMs = behaviour.tarpit ? tarpitMs(failedAttempts) : 0
  if (heldMs > 0) await wait(heldMs)
  throw ApiError.of('COMMAND-3M0fs', { failedAttempts })
}

function forgetPasswordFailures(call: Call, user: User): void {
  if (user.human === undefined || user.human.passwordFailures === 0) return
  user.human.passwordFailures = 0
  call.world.changed('accounts', user)
}

const isLocked = (user: User) => user.state === 'locked'

/** The N-th failure locks in the same write and is still answered as a failure (contract 3.8). */
export function lockAt(call: Call, user: User, failures: number, limit: number): void {
  if (limit > 0 && failures >= limit && !isLocked(user)) changeUserState(call.world, user, 'locked', call.now)
}

/** A second more for every five failures from the tenth on, ten at most (contract 3.8). */
export function tarpitMs(failures: number): number {
  return Math.min(10, Math.max(0, Math.floor((failures - 5) / 5))) * 1000
}
