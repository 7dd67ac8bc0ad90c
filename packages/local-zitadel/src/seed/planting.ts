import type { KeySource } from '../crypto/rsa-keys.ts'
import type { Instance } from '../state/model.ts'

/** Where a seed is planted, and what it grows from. */
export interface Planting {
  readonly instance: Instance
  readonly now: number
  /** Gives the same ids for the same seed; keys, secrets and passwords are random all the same. */
  readonly nextId: () => string
  readonly randomBytes: (size: number) => Uint8Array
  readonly rsaKey: KeySource
}
