/** A credential as it was at start, and how it is read again. */
export interface Renewable<T> {
  readonly first: T
  /** `undefined` where it cannot be read again, or what is there now is none. */
  again(): T | undefined
}

/**
 * Reads a credential that is given as a value, or as a function that reads it from where it is kept. `parse` says in a text what is wrong with
 * a value; a text is also what this answers then.
 */
export function readRenewable<T extends object>(
  given: unknown,
  parse: (value: unknown) => T | string,
): Renewable<T> | string {
  if (typeof given !== 'function') {
    const value = parse(given)
    return typeof value === 'string' ? value : { first: value, again: () => undefined }
  }
  const read = (): T | string => {
    try {
      return parse(given())
    } catch {
      // the error may quote what was read
      return 'cannot be read'
    }
  }
  const first = read()
  if (typeof first === 'string') return first
  return {
    first,
    again() {
      const next = read()
      return typeof next === 'string' ? undefined : next
    },
  }
}
