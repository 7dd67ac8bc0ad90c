import { isJsonObject, type JsonObject } from '@postern/protocol'
import { type Reading, readable, unreadable } from '../reading.ts'

/**
 * Reads protojson: false booleans, empty texts and empty lists are absent (contract 11.4). Absent is a value; another type is not,
 * `null` included, which ZITADEL never writes. Each function throws a `TypeError` that names the member and never its value;
 * `readingOf` turns it into an unreadable fact.
 */
export function objectOf(value: unknown, name: string): JsonObject {
  return isJsonObject(value) ? value : refuse(name)
}

/** Only own members: nothing is read from a prototype. */
export function member(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

export function optionalObject(object: JsonObject, name: string): JsonObject | null {
  const value = member(object, name)
  return value === undefined ? null : objectOf(value, name)
}

/** Absent is false. */
export function flag(object: JsonObject, name: string): boolean {
  const value = member(object, name)
  if (value === undefined) return false
  return typeof value === 'boolean' ? value : refuse(name)
}

/** Absent is the empty text. */
export function text(object: JsonObject, name: string): string {
  const value = member(object, name)
  if (value === undefined) return ''
  return typeof value === 'string' ? value : refuse(name)
}

/** A text that must be there. */
export function someText(object: JsonObject, name: string): string {
  return text(object, name) || refuse(name)
}

/** Absent is empty. */
export function list(object: JsonObject, name: string): readonly unknown[] {
  const value = member(object, name)
  if (value === undefined) return []
  return Array.isArray(value) ? value : refuse(name)
}

export function texts(object: JsonObject, name: string): readonly string[] {
  return list(object, name).map((item) => (typeof item === 'string' ? item : refuse(name)))
}

/** A 64-bit number, which protojson writes as text; absent is 0. */
export function wholeNumber(object: JsonObject, name: string): number {
  const value = member(object, name)
  if (value === undefined) return 0
  const number = typeof value === 'string' && /^\d{1,19}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : refuse(name)
}

/** The value, or "wrong shape" for whatever the parser could not read. Never throws. */
export function readingOf<T>(parse: () => T): Reading<T> {
  try {
    return readable(parse())
  } catch {
    return unreadable('wrong_shape')
  }
}

export function refuse(name: string): never {
  throw new TypeError(`member ${name} is missing or of another type`)
}
