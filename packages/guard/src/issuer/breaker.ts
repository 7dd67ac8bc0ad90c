import type { Now } from '@postern/protocol'
import { GuardError } from '../errors.ts'

export interface BreakerOptions {
  readonly now: Now
  /** So many failures in a row open it. */
  readonly failures: number
  readonly openSeconds: number
}

/**
 * Leaves an issuer alone that failed several times in a row: while it is open, each call fails at once for the reason of the last one.
 * Then one call is let through; its outcome closes or opens it again.
 */
export function createBreaker({
  now,
  failures,
  openSeconds,
}: BreakerOptions): <T>(work: () => Promise<T>) => Promise<T> {
  let inARow = 0
  let last: GuardError | undefined
  let openUntil = Number.NEGATIVE_INFINITY
  return async (work) => {
    if (last !== undefined && inARow >= failures) {
      const waitMs = openUntil - now()
      // a clock that was set back must not keep it open
      if (waitMs > 0 && waitMs <= openSeconds * 1000) throw stillOpen(last, Math.ceil(waitMs / 1000))
      openUntil = now() + openSeconds * 1000
    }
    try {
      const result = await work()
      inARow = 0
      return result
    } catch (error) {
      if (error instanceof GuardError) {
        inARow += 1
        last = error
        openUntil = now() + openSeconds * 1000
      }
      throw error
    }
  }
}

const stillOpen = ({ reason, message }: GuardError, retryAfterSeconds: number): GuardError =>
  new GuardError(reason, `${message}; not tried again for ${retryAfterSeconds} s`, { retryAfterSeconds })
