import { isUtf8 } from 'node:buffer'

/** JSON in which a secret may stand as bytes: `{ password: Uint8Array }` becomes `{"password":"…"}` without ever being a string. */
export type BytesJson =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly BytesJson[]
  | { readonly [key: string]: BytesJson | undefined }

const quote = 0x22
const backslash = 0x5c
const hex = new TextEncoder().encode('0123456789abcdef')

/**
 * Serializes to UTF-8 in one buffer of its own, outside Node's shared pool, so that zeroing it leaves no copy (the caller does).
 * Bytes must be UTF-8 (RFC 8259 §8.1), else a `TypeError`; the caller refuses such input earlier with a typed error.
 */
export function jsonBytes(value: BytesJson): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = []
  const secrets: Uint8Array[] = []
  collect(value, parts, secrets)
  const out = Buffer.allocUnsafeSlow(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  for (const secret of secrets) secret.fill(0)
  return out
}

function collect(value: BytesJson | undefined, parts: Uint8Array[], secrets: Uint8Array[]): void {
  if (value instanceof Uint8Array) {
    const escaped = escapeBytes(value)
    secrets.push(escaped)
    parts.push(escaped)
  } else if (Array.isArray(value)) {
    parts.push(text('['))
    value.forEach((item: BytesJson, index) => {
      if (index > 0) parts.push(text(','))
      collect(item, parts, secrets)
    })
    parts.push(text(']'))
  } else if (typeof value === 'object' && value !== null) {
    parts.push(text('{'))
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    entries.forEach(([key, item], index) => {
      parts.push(text(`${index > 0 ? ',' : ''}${JSON.stringify(key)}:`))
      collect(item, parts, secrets)
    })
    parts.push(text('}'))
  } else {
    parts.push(text(JSON.stringify(value)))
  }
}

/** A JSON string from UTF-8 bytes: quote, backslash and control characters escaped (RFC 8259 §7), everything else as it is. */
function escapeBytes(bytes: Uint8Array): Uint8Array {
  if (!isUtf8(bytes)) throw new TypeError('not UTF-8')
  let length = 2
  for (const byte of bytes) length += byte < 0x20 ? 6 : byte === quote || byte === backslash ? 2 : 1
  const out = Buffer.allocUnsafeSlow(length)
  let at = 0
  out[at++] = quote
  for (const byte of bytes) {
    if (byte < 0x20) {
      at += out.write('\\u00', at, 'latin1')
      out[at++] = hex[byte >> 4] ?? 0
      out[at++] = hex[byte & 15] ?? 0
    } else {
      if (byte === quote || byte === backslash) out[at++] = backslash
      out[at++] = byte
    }
  }
  out[at] = quote
  return out
}

const encoder = new TextEncoder()
const text = (part: string): Uint8Array => encoder.encode(part)
