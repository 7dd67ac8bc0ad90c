import type { Key } from './cipher.ts'
import type { Handle } from './handle.ts'

/** What is known of a record that a handle opened, as long as it is in somebody's hands. */
export interface Opened {
  readonly dataKey: Key
  readonly handle: Handle
  /** The secret of the newest handle, as long as nobody has used it: whoever brings the one before is given it again. */
  readonly successor: Uint8Array<ArrayBuffer> | null
}
