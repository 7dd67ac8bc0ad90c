/**
 * Memory for secrets, of its own and outside the garbage collector's heap: a small `new Uint8Array(n)` lies inside it, and every
 * collection would leave a copy behind that nobody can zero.
 */
export const ownOctets = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(new ArrayBuffer(length))

export function copyOctets(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = ownOctets(octets.length)
  copy.set(octets)
  return copy
}

/** Reads UTF-8 in place, without another copy of the octets. */
export const textOf = (octets: Uint8Array): string =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('utf8')
