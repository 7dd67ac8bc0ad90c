/** Bytes from a cryptographically secure source, handed in. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>
