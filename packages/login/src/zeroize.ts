/** Overwrites secrets in place. Passwords and codes of an attempt go through here whatever happened to them. */
export function zeroize(...buffers: readonly Uint8Array[]): void {
  for (const buffer of buffers) buffer.fill(0)
}
