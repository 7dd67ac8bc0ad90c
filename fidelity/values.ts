import type { Json } from './exchange.ts'

/** A value that a row computes when its turn has come: a signature, a one-time code, a point in time. */
export type Late = (run: Run) => Json

/**
 * What a row may hold: JSON, in whose texts `{session.sessionToken}` stands for the field of an answer that an earlier row kept, and
 * computed values. A field that is `undefined` is not sent.
 */
export type Given =
  | string
  | number
  | boolean
  | null
  | undefined
  | Late
  | readonly Given[]
  | { readonly [name: string]: Given }

/** Fields by name, as a row gives them. */
export interface Fields {
  readonly [name: string]: Given
}

/** What computed values know of the run that they belong to. */
export interface Run {
  /** Milliseconds since the epoch, by the clock that the server under test goes by. */
  readonly now: () => number
  /** Random bytes as base64url. */
  readonly random: (bytes: number) => string
  /**
   * Replaces each `{name.field}` by what was kept.
   *
   * @throws Error when nothing was kept under that name
   */
  readonly fill: (text: string) => string
  readonly keep: (name: string, fields: Json) => void
  /** Makes a thing once in a run: a key pair that is uploaded by one row and signs in another. */
  readonly once: <T>(name: string, make: () => T) => T
}

/** Replaces everything kept and computed by its value. */
export function resolveValue(value: Given, run: Run): Json | undefined {
  if (typeof value === 'function') return value(run)
  if (typeof value === 'string') return run.fill(value)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => resolveValue(item, run) ?? null)
  return resolveFields(value, run)
}

/** The same for fields; those that are `undefined` are left out. */
export function resolveFields(fields: Fields, run: Run): Readonly<Record<string, Json>> {
  const resolved: Record<string, Json> = {}
  for (const [name, given] of Object.entries(fields)) {
    const value = resolveValue(given, run)
    if (value !== undefined) resolved[name] = value
  }
  return resolved
}

function isList(value: object): value is readonly Given[] {
  return Array.isArray(value)
}
