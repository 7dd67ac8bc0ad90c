import { LoginError } from '@postern/login'
import type { Now } from '@postern/protocol'
import type { Store } from '@postern/store'
import type { Fingerprint } from '../audit/fingerprint.ts'

/** Lets one proof of an attempt in, until it is let go of. Rejects with `ATTEMPT_CONFLICT` for every other one. */
export type OneProofAtATime = (attempt: string) => Promise<() => Promise<void>>

/** Longer than any check, for a process that dies over it. */
const heldMs = 180_000

/**
 * The engine lets go of an attempt as soon as ZITADEL has refused, which for a name that nobody has is at once. A second proof on the same
 * attempt would be told so: refused as a conflict while a password is really being checked, taken where none is. So the attempt stays taken
 * until the answer leaves, for all processes.
 */
export function createOneProofAtATime({
  store,
  fingerprint,
  now,
}: {
  readonly store: Pick<Store, 'put' | 'delete'>
  readonly fingerprint: Fingerprint
  readonly now: Now
}): OneProofAtATime {
  return async (attempt) => {
    const key = `proof/${fingerprint('attempt', attempt)}`
    const taken = await store.put(key, new Uint8Array(0), { if: 'absent', expiresAt: now() + heldMs })
    if (!taken.written) throw new LoginError('ATTEMPT_CONFLICT')
    return async () => {
      await store.delete(key, { version: taken.version })
    }
  }
}
