/** Why we end a web socket (RFC 6455 §7.4, and the IANA registry of close codes). */
export const closeCodes = { goingAway: 1001, sessionEnded: 3000, idle: 3008 } as const

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes]

/** Follows the frames of one direction, as far as their lengths: only between two frames can another one be put in. */
export interface FrameBounds {
  push(chunk: Uint8Array): void
  isBetweenFrames(): boolean
}

/** RFC 6455 §5.2: two octets, a longer length in 2 or 8 octets, a mask of 4, the payload. */
export function frameBounds(): FrameBounds {
  /** Octets of the header so far, and how long it will be; then what is left of the payload. */
  let header: number[] = []
  let payload = 0

  return {
    push(chunk) {
      let at = 0
      while (at < chunk.length) {
        if (payload > 0) {
          const skipped = Math.min(payload, chunk.length - at)
          payload -= skipped
          at += skipped
          continue
        }
        header.push(chunk[at] as number)
        at += 1
        if (header.length < headerLength(header)) continue
        payload = payloadLength(header)
        header = []
      }
    },
    isBetweenFrames: () => header.length === 0 && payload === 0,
  }
}

function headerLength([, second = 0]: readonly number[]): number {
  const short = second & 0x7f
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0)
}

function payloadLength(header: readonly number[]): number {
  const short = (header[1] as number) & 0x7f
  if (short < 126) return short
  // Beyond 2^53 no octet is exact, nor ever reached.
  return header.slice(2, short === 126 ? 4 : 10).reduce((sum, octet) => sum * 256 + octet, 0)
}

/** A closing frame (RFC 6455 §5.5.1); towards a service it is masked, as every frame of a client (§5.3). */
export function closeFrame(code: CloseCode, mask?: Uint8Array): Buffer {
  const payload = Buffer.of(code >> 8, code & 0xff)
  if (mask === undefined) return Buffer.concat([Buffer.of(0x88, payload.length), payload])
  const masked = payload.map((octet, index) => octet ^ (mask[index % 4] as number))
  return Buffer.concat([Buffer.of(0x88, 0x80 | payload.length), mask, masked])
}
