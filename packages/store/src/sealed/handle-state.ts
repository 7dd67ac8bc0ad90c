import type { KeyRing } from './deployment-key.ts'
import type { Wrap } from './layout.ts'
import { livingWraps } from './new-handle.ts'
import type { HandleState } from './sealed-record.ts'

export interface HandleSurroundings {
  /** All of the record, newest first. */
  readonly wraps: readonly Wrap[]
  /** The secret of the newest, as long as nobody has used it. */
  readonly successor: Uint8Array<ArrayBuffer> | null
  readonly ring: KeyRing
  readonly now: () => number
}

/** What the holder of a handle may know of it: never a successor that is its own secret, or that it comes too late for. */
export function handleState(
  { name, keyId, since, expiresAt }: Wrap,
  { wraps, successor, ring, now }: HandleSurroundings,
): HandleState {
  const isNewest = name === wraps[0]?.name
  return {
    since,
    expiresAt,
    successor: isNewest || expiresAt !== null ? null : successor,
    isUnsettled: isNewest && successor !== null,
    isOnly: livingWraps(wraps, now()).every((wrap) => wrap.name === name),
    isUnderCurrentKey: keyId === ring.current.id,
  }
}
