import type { Key } from './cipher.ts'
import type { KeyRing } from './deployment-key.ts'
import { handleOf, secretBytes, wrapKey } from './handle.ts'
import type { Wrap } from './layout.ts'
import type { RandomBytes } from './random.ts'

/** How many old handles of one record may live in their grace at the same time. */
const graceHandles = 3

export interface NewHandleDeps {
  readonly kind: string
  readonly ring: KeyRing
  readonly randomBytes: RandomBytes
  readonly now: () => number
}

/** Makes a handle for a record's data key, under the current deployment key. */
export function newHandle(
  dataKey: Key,
  place: string,
  { kind, ring, ...deps }: NewHandleDeps,
): { readonly secret: Uint8Array<ArrayBuffer>; readonly wrap: Wrap } {
  const secret = deps.randomBytes(secretBytes)
  return { secret, wrap: wrapKey(dataKey, handleOf(kind, secret), place, ring.current, deps) }
}

/**
 * The wraps of a record whose newest handle was used for the first time: it stays, the newest few of the others go on until the end
 * of the grace or their own, whichever comes first.
 */
export function inGrace([newest, ...older]: readonly Wrap[], now: number, graceMs: number): readonly Wrap[] {
  const end = now + graceMs
  const kept = livingWraps(older, now).map((wrap) => ({
    ...wrap,
    expiresAt: Math.min(wrap.expiresAt ?? end, end),
  }))
  return newest === undefined ? [] : [newest, ...kept.slice(0, graceHandles)]
}

/** Without the wraps whose grace is over. */
export function livingWraps(wraps: readonly Wrap[], now: number): readonly Wrap[] {
  return wraps.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
}
