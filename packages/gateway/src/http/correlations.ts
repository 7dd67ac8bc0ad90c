import { encodeBase64Url } from '@postern/protocol'

const octets = 12
const drawnAtOnce = 256

/** Names for requests, by which they are found in the log: random, and drawn many at a time, since one is needed for each request. */
export function createCorrelations(randomBytes: (length: number) => Uint8Array): () => string {
  let drawn = new Uint8Array()
  let at = 0
  return () => {
    if (at >= drawn.length) {
      drawn = new Uint8Array(randomBytes(octets * drawnAtOnce))
      at = 0
    }
    at += octets
    return encodeBase64Url(drawn.subarray(at - octets, at))
  }
}
