import { unreadable } from './unreadable.ts'

/** An object of an answer, and the ways to read one of its fields; each throws ANSWER_UNREADABLE. */
export type Fields = Readonly<Record<string, unknown>>

export function textIn(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string') throw unreadable(`text in ${name}`)
  return value
}

export const textOrNullIn = (fields: Fields, name: string): string | null =>
  fields[name] === undefined || fields[name] === null ? null : textIn(fields, name)

export function timeIn(fields: Fields, name: string): number {
  const value = fields[name]
  if (typeof value !== 'number' || !Number.isFinite(value)) throw unreadable(`a time in ${name}`)
  return value
}

export function listIn(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name]
  if (!Array.isArray(value)) throw unreadable(`a list in ${name}`)
  return value
}

export const textsIn = (fields: Fields, name: string): readonly string[] =>
  listIn(fields, name).filter((value) => typeof value === 'string')
