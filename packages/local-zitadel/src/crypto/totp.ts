import { createHmac, timingSafeEqual } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Base32 without padding (RFC 4648 §6). */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}

function fromBase32(text: string): Buffer {
  const bits = [...text.toUpperCase().replaceAll('=', '')]
    .map((letter) => Math.max(0, alphabet.indexOf(letter)).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

/** The six digits of RFC 6238 with SHA-1 and 30 seconds. `secret` is base32, `now` milliseconds. */
export function totpCode(secret: string, now: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)))
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Whether a code is right now, one step early or one step late. No memory of used codes, as in the original (contract 3.7). */
export function isTotpCode(secret: string, code: string, now: number): boolean {
  const given = Buffer.from(code.padEnd(6).slice(0, 6))
  const right = [-30_000, 0, 30_000].map((shift) =>
    timingSafeEqual(given, Buffer.from(totpCode(secret, now + shift))),
  )
  return code.length === 6 && right.includes(true)
}
