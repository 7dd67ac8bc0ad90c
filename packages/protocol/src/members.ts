import { ProtocolError, type ProtocolErrorCode } from './errors.ts'
import type { JsonObject } from './json.ts'

/**
 * Reads the members of one JSON object and refuses, by one error code, every member of another type. Values are never quoted in an
 * error: they may be secrets.
 */
export interface MemberReader {
  text(name: string): string
  optionalText(name: string): string | undefined
  optionalNumber(name: string): number | undefined
  optionalBoolean(name: string): boolean | undefined
  optionalTexts(name: string): readonly string[] | undefined
  /** A text or a list of texts, as a list (RFC 7519 §4.1.3). */
  optionalAudience(name: string): readonly string[] | undefined
}

export function createMemberReader(object: JsonObject, code: ProtocolErrorCode): MemberReader {
  const refuse = (name: string): never => {
    throw new ProtocolError(code, `member ${name} is missing or of another type`)
  }
  const optional = <T>(name: string, is: (value: unknown) => value is T): T | undefined => {
    const value = Object.hasOwn(object, name) ? object[name] : undefined
    if (value === undefined) return undefined
    return is(value) ? value : refuse(name)
  }
  return {
    text: (name) => optional(name, isText) ?? refuse(name),
    optionalText: (name) => optional(name, isText),
    optionalNumber: (name) => optional(name, isFiniteNumber),
    optionalBoolean: (name) => optional(name, isBoolean),
    optionalTexts: (name) => optional(name, isTexts),
    optionalAudience: (name) => {
      const value = optional(name, (member) => isText(member) || isTexts(member))
      return isText(value) ? [value] : value
    },
  }
}

/** Leaves out the members that are `undefined`, as `exactOptionalPropertyTypes` wants it. */
export function withoutUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept: Partial<T> = {}
  for (const name of Object.keys(object) as (keyof T)[])
    if (object[name] !== undefined) kept[name] = object[name]
  return kept as { [K in keyof T]: Exclude<T[K], undefined> }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}
