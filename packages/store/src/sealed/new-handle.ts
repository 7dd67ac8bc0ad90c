import type { Key } from './cipher.ts'
import type { KeyRing } from './deployment-key.ts'
import { handleOf, secretBytes, wrapKey } from './handle.ts'
import type { Wrap } from './layout.ts'
import type { Opened } from './opened.ts'
import type { RandomBytes } from './random.ts'

export interface NewHandleDeps {
  readonly kind: string
  readonly ring: KeyRing
  readonly randomBytes: RandomBytes
  readonly now: () => number
}

/** A handle that nobody had before, and what is known of a record that it opens. */
export interface NewHandle {
  readonly secret: Uint8Array<ArrayBuffer>
  readonly wrap: Wrap
  readonly opened: Opened
}

/** Makes a handle for a record's data key, under the current deployment key. */
export function newHandle(dataKey: Key, place: string, { kind, ring, ...deps }: NewHandleDeps): NewHandle {
  const secret = deps.randomBytes(secretBytes)
  const handle = handleOf(kind, secret)
  const wrap = wrapKey(dataKey, handle, place, ring.current, deps)
  return { secret, wrap, opened: { dataKey, handle, successor: null } }
}

/** The wraps of a record whose newest handle was used: it stays, the one before goes on until the end of the grace. */
export function inGrace([newest, ...older]: readonly Wrap[], end: number): readonly Wrap[] {
  const kept = older.map((wrap) => ({ ...wrap, expiresAt: Math.min(wrap.expiresAt ?? end, end) }))
  return newest === undefined ? [] : [newest, ...kept]
}

/** Without the wraps whose grace is over. */
export function livingWraps(wraps: readonly Wrap[], now: number): readonly Wrap[] {
  return wraps.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
}
