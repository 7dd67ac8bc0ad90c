/** Base64url without padding (RFC 4648 §5). */
export function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/** The bytes, if the text is the one and only way to write them; `undefined` otherwise. In memory of its own. */
export function decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  // allocUnsafeSlow: a key must not lie about in Node's shared buffer pool.
  const room = Buffer.allocUnsafeSlow(Math.floor((text.length * 3) / 4))
  const length = room.write(text, 'base64url')
  return room.toString('base64url', 0, length) === text && length === room.length
    ? new Uint8Array(room)
    : undefined
}
