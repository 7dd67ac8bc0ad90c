import { createHash, createHmac } from 'node:crypto'
import type { Late } from './values.ts'

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new code verifier, kept as `{pkce.verifier}`, and its S256 challenge (RFC 7636 §4.2) as the value. */
export const newChallenge: Late = ({ keep, random }) => {
  const verifier = random(32)
  keep('pkce', { verifier })
  return createHash('sha256').update(verifier).digest('base64url')
}

/** The one-time code of this moment for a secret in base32 (RFC 6238: SHA-1, 30 seconds, six digits). */
export function totpCode(secret: string): Late {
  return ({ fill, now }) => {
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(Math.floor(now() / 30_000)))
    const digest = createHmac('sha1', fromBase32(fill(secret)))
      .update(counter)
      .digest()
    const offset = (digest.at(-1) ?? 0) & 15
    return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
  }
}

function fromBase32(text: string): Buffer {
  const bits = [...text.toUpperCase()]
    .map((letter) => base32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
