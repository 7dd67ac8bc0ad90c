import { isUtf8 } from 'node:buffer'
import { ownOctets, textOf } from './own-octets.ts'

/** A member of a flat JSON object: text stays octets (UTF-8, escapes resolved), so that a password never becomes a string. */
export type Member =
  | { readonly kind: 'text'; readonly octets: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'number'; readonly value: number }

/** A JSON object without objects in it. Whoever took what was needed calls `zeroize`. */
export interface FlatObject {
  readonly members: ReadonlyMap<string, Member>
  zeroize(): void
}

/**
 * Reads one flat JSON object out of octets, strictly (RFC 8259): well-formed UTF-8 without a byte order mark, no member twice, values
 * are texts or whole numbers from 0 to 999999999, nothing before or behind it. Anything else is `undefined`; what had been copied by
 * then is zeroed.
 *
 * The octets that came in are the caller's to zero.
 */
export function parseFlatObject(input: Uint8Array): FlatObject | undefined {
  const members = new Map<string, Member>()
  const zeroize = (): void => {
    for (const member of members.values()) if (member.kind === 'text') member.octets.fill(0)
  }
  try {
    if (!isUtf8(input)) return undefined
    readObject({ input, at: 0 }, members)
    return { members, zeroize }
  } catch (error) {
    zeroize()
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** Holds nothing of the text, on purpose. */
class Malformed extends Error {}

interface Cursor {
  readonly input: Uint8Array
  at: number
}

const code = (character: string): number => character.charCodeAt(0)
const quote = code('"')
const backslash = code('\\')
const mostMembers = 16

function readObject(cursor: Cursor, members: Map<string, Member>): void {
  skipSpace(cursor)
  expect(cursor, '{')
  skipSpace(cursor)
  if (peek(cursor) !== code('}')) {
    do {
      if (members.size >= mostMembers) throw new Malformed()
      readMember(cursor, members)
    } while (take(cursor, ','))
  }
  expect(cursor, '}')
  skipSpace(cursor)
  if (cursor.at !== cursor.input.length) throw new Malformed()
}

function readMember(cursor: Cursor, members: Map<string, Member>): void {
  skipSpace(cursor)
  const name = textOf(readText(cursor))
  if (members.has(name)) throw new Malformed()
  skipSpace(cursor)
  expect(cursor, ':')
  skipSpace(cursor)
  members.set(
    name,
    peek(cursor) === quote
      ? { kind: 'text', octets: readText(cursor) }
      : { kind: 'number', value: readNumber(cursor) },
  )
  skipSpace(cursor)
}

const peek = ({ input, at }: Cursor): number => input[at] ?? -1

function take(cursor: Cursor, character: string): boolean {
  if (peek(cursor) !== code(character)) return false
  cursor.at += 1
  return true
}

function expect(cursor: Cursor, character: string): void {
  if (!take(cursor, character)) throw new Malformed()
}

function skipSpace(cursor: Cursor): void {
  while ([0x20, 0x09, 0x0a, 0x0d].includes(peek(cursor))) cursor.at += 1
}

function readNumber(cursor: Cursor): number {
  let digits = 0
  let value = 0
  const isZero = peek(cursor) === 0x30
  for (let octet = peek(cursor); octet >= 0x30 && octet <= 0x39; octet = peek(cursor)) {
    value = value * 10 + octet - 0x30
    digits += 1
    cursor.at += 1
  }
  if (digits === 0 || digits > 9 || (isZero && digits > 1)) throw new Malformed()
  return value
}

/** Copies a text's octets into memory of its own, escapes resolved. What is read is never longer than what was written. */
function readText(cursor: Cursor): Uint8Array<ArrayBuffer> {
  expect(cursor, '"')
  const end = endOfText(cursor)
  const octets = ownOctets(end - cursor.at)
  let length = 0
  try {
    while (cursor.at < end) {
      const octet = peek(cursor)
      cursor.at += 1
      if (octet === backslash) length = writeUtf8(octets, length, readEscape(cursor))
      else octets[length++] = octet
    }
  } catch (error) {
    octets.fill(0)
    throw error
  }
  expect(cursor, '"')
  return octets.subarray(0, length)
}

function endOfText({ input, at }: Cursor): number {
  for (let place = at; place < input.length; place += 1) {
    const octet = input[place] ?? 0
    if (octet === quote) return place
    if (octet < 0x20) throw new Malformed()
    if (octet === backslash) place += 1
  }
  throw new Malformed()
}

const escapes = new Map<number, number>(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([written, meant]) => [code(written), code(meant)],
  ),
)

/** RFC 8259 §7; a surrogate without its other half has no UTF-8 (RFC 3629 §3). */
function readEscape(cursor: Cursor): number {
  const kind = peek(cursor)
  cursor.at += 1
  if (kind !== code('u')) {
    const meant = escapes.get(kind)
    if (meant === undefined) throw new Malformed()
    return meant
  }
  const first = readHex(cursor)
  if (first < 0xd800 || first > 0xdfff) return first
  if (first > 0xdbff) throw new Malformed()
  expect(cursor, '\\')
  expect(cursor, 'u')
  const second = readHex(cursor)
  if (second < 0xdc00 || second > 0xdfff) throw new Malformed()
  return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
}

function readHex(cursor: Cursor): number {
  let value = 0
  for (let count = 0; count < 4; count += 1) {
    const octet = peek(cursor)
    cursor.at += 1
    const lower = octet | 0x20
    if (octet >= 0x30 && octet <= 0x39) value = value * 16 + octet - 0x30
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57
    else throw new Malformed()
  }
  return value
}

/** RFC 3629 §3. Gives the new length. */
function writeUtf8(octets: Uint8Array, length: number, point: number): number {
  const put = (octet: number): void => {
    octets[length++] = octet
  }
  if (point < 0x80) put(point)
  else if (point < 0x800) {
    put(0xc0 | (point >> 6))
    put(0x80 | (point & 0x3f))
  } else if (point < 0x10000) {
    put(0xe0 | (point >> 12))
    put(0x80 | ((point >> 6) & 0x3f))
    put(0x80 | (point & 0x3f))
  } else {
    put(0xf0 | (point >> 18))
    put(0x80 | ((point >> 12) & 0x3f))
    put(0x80 | ((point >> 6) & 0x3f))
    put(0x80 | (point & 0x3f))
  }
  return length
}
