/** Who asks, as far as limits go. */
export interface Visitor {
  readonly address: string | null
  /** The secret of the device cookie. Not known to be one. */
  readonly device: Uint8Array<ArrayBuffer> | undefined
}
