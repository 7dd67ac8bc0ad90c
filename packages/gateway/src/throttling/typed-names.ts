import type { Now } from '@postern/protocol'
import type { Store } from '@postern/store'
import type { Fingerprint } from '../audit/fingerprint.ts'

/** Which name an attempt was begun with, from the password to the last factor: only as a keyed hash. */
export interface TypedNames {
  keep(attempt: string, name: string): Promise<void>
  take(attempt: string): Promise<string | undefined>
}

export function createTypedNames({
  store,
  fingerprint,
  now,
  lifetimeMs,
}: {
  readonly store: Pick<Store, 'put' | 'take'>
  readonly fingerprint: Fingerprint
  readonly now: Now
  readonly lifetimeMs: number
}): TypedNames {
  const keyOf = (attempt: string): string => `login-name/${fingerprint('attempt', attempt)}`
  return {
    async keep(attempt, name) {
      await store.take(keyOf(attempt))
      await store.put(keyOf(attempt), Uint8Array.from(new TextEncoder().encode(name)), {
        if: 'absent',
        expiresAt: now() + lifetimeMs,
      })
    },
    async take(attempt) {
      const entry = await store.take(keyOf(attempt))
      return entry && new TextDecoder().decode(entry.value)
    },
  }
}
