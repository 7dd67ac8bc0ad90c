/** Milliseconds since the epoch. Handed in, so that a test can stop the clock. */
export type Now = () => number

/** Bytes from a cryptographically secure source. Handed in, so that a composition root decides where they come from. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>
