export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a field that must be text. */
export function textIn(value: unknown, name: string): string {
  const field = isObject(value) ? value[name] : undefined
  if (typeof field !== 'string') throw new TypeError(`expected text in ${name}`)
  return field
}

/** Reads a field that must be a list of texts; anything else in it is left out. */
export const textsIn = (value: unknown, name: string): readonly string[] =>
  listIn(value, name).filter((text) => typeof text === 'string')

/** Reads a field that must be a list. */
export function listIn(value: unknown, name: string): readonly unknown[] {
  const field = isObject(value) ? value[name] : undefined
  if (!Array.isArray(field)) throw new TypeError(`expected a list in ${name}`)
  return field
}
