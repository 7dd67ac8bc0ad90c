import { decode, encode } from './base64url.ts'

/** The data key of a record, wrapped for one handle. All but the wrapped key itself stands in clear. */
export interface Wrap {
  /** Name of the handle, from its secret by another derivation than the key that wraps. */
  readonly name: string
  /** Id of the deployment key in the wrapping key's salt. */
  readonly keyId: string
  readonly wrapped: Uint8Array
  /** When the handle was made, in milliseconds since the epoch. */
  readonly since: number
  /** Milliseconds since the epoch; `null` as long as no successor of the handle was used. */
  readonly expiresAt: number | null
}

/** What stands in clear in a record. The outer envelope answers for every bit of it. */
export interface Header {
  /** Id of the deployment key of the outer envelope. */
  readonly keyId: string
  readonly expiresAt: number | null
  readonly indexes: readonly string[]
  readonly wraps: readonly Wrap[]
}

/** A record's bytes: `clear` is everything before the outer envelope, the inner envelope included. */
export interface Layout {
  readonly header: Header
  readonly inner: Uint8Array
  readonly clear: Uint8Array
  readonly outer: Uint8Array
}

/** First byte of every record. */
const formatVersion = 2

/** Format version (1 byte), header (4 bytes of length, JSON), inner envelope (4 bytes of length, bytes). */
export function encodeClear(header: Header, inner: Uint8Array): Buffer<ArrayBuffer> {
  const wraps = header.wraps.map(({ name, keyId, wrapped, since, expiresAt }) => [
    name,
    keyId,
    encode(wrapped),
    since,
    expiresAt,
  ])
  const text = Buffer.from(JSON.stringify([header.keyId, header.expiresAt, header.indexes, wraps]))
  return Buffer.concat([Buffer.of(formatVersion), lengthOf(text), text, lengthOf(inner), inner])
}

/** Takes a record's bytes apart, or gives nothing if they cannot be one. What it returns is not authentic yet. */
export function decodeLayout(bytes: Uint8Array): Layout | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] !== formatVersion) return undefined
  const text = partAt(buffer, 1)
  if (text === undefined) return undefined
  const innerAt = 5 + text.length
  const inner = partAt(buffer, innerAt)
  const header = inner && parseHeader(text)
  if (inner === undefined || header === undefined) return undefined
  const outerAt = innerAt + 4 + inner.length
  return { header, inner, clear: buffer.subarray(0, outerAt), outer: buffer.subarray(outerAt) }
}

function lengthOf(part: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(part.length)
  return length
}

function partAt(buffer: Buffer, at: number): Buffer | undefined {
  if (buffer.length < at + 4) return undefined
  const end = at + 4 + buffer.readUInt32BE(at)
  return end <= buffer.length ? buffer.subarray(at + 4, end) : undefined
}

function parseHeader(text: Buffer): Header | undefined {
  const value = parseJson(text)
  if (!Array.isArray(value) || value.length !== 4) return undefined
  const [keyId, expiresAt, indexes, wraps] = value as unknown[]
  if (typeof keyId !== 'string' || !isInstant(expiresAt) || !isTexts(indexes) || !Array.isArray(wraps))
    return undefined
  const parsed = wraps.map(parseWrap)
  return parsed.every((wrap) => wrap !== undefined) ? { keyId, expiresAt, indexes, wraps: parsed } : undefined
}

function parseWrap(value: unknown): Wrap | undefined {
  if (!Array.isArray(value) || value.length !== 5) return undefined
  const [name, keyId, text, since, expiresAt] = value as unknown[]
  const wrapped = typeof text === 'string' ? decode(text) : undefined
  if (typeof name !== 'string' || typeof keyId !== 'string' || wrapped === undefined) return undefined
  if (!isInstant(since) || since === null || !isInstant(expiresAt)) return undefined
  return { name, keyId, wrapped, since, expiresAt }
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch {
    return undefined
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isInstant(value: unknown): value is number | null {
  return value === null || Number.isSafeInteger(value)
}
