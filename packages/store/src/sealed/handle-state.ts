import type { KeyRing } from './deployment-key.ts'
import type { Wrap } from './layout.ts'
import type { HandleState } from './sealed-record.ts'

export interface HandleSurroundings {
  /** The newest wrap of the record. */
  readonly newest: Wrap | undefined
  /** The secret of the newest, as long as nobody has used it. */
  readonly successor: Uint8Array<ArrayBuffer> | null
  readonly ring: KeyRing
}

/** What the holder of a handle may know of it: never a successor that is its own secret, or that it comes too late for. */
export function handleState(
  { name, keyId, since, expiresAt }: Wrap,
  { newest, successor, ring }: HandleSurroundings,
): HandleState {
  const isNewest = name === newest?.name
  return {
    since,
    expiresAt,
    successor: isNewest || expiresAt !== null ? null : successor,
    isUnsettled: isNewest && successor !== null,
    isUnderCurrentKey: keyId === ring.current.id,
  }
}
