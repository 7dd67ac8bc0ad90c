import type { BrokenRule } from './broken-rule.ts'

/** The rules that one file keeps, one a row, with the tests that are nearest to it. */
export const inFile = (
  file: string,
  nearest: readonly string[],
  rows: readonly (readonly [name: string, find: string, replace: string])[],
): readonly BrokenRule[] => rows.map(([name, find, replace]) => ({ name, file, find, replace, nearest }))
