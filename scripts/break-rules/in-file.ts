import type { BrokenRule } from './broken-rule.ts'

type Row = readonly [name: string, find: string, replace: string]

/** The rules that one file keeps, one a row. */
export const rowsOf = (file: string, rows: readonly Row[]): readonly BrokenRule[] =>
  rows.map(([name, find, replace]) => ({ name, file, find, replace }))

/** The same, with the tests that are nearest to the file. */
export const inFile = (
  file: string,
  nearest: string | readonly string[],
  rows: readonly Row[],
): readonly BrokenRule[] => rowsOf(file, rows).map((rule) => ({ ...rule, nearest: [nearest].flat() }))

/** Both for the files of one folder. */
export const inFolder = (folder: string) => ({
  rowsOf: (file: string, rows: readonly Row[]) => rowsOf(`${folder}/${file}`, rows),
  inFile: (file: string, nearest: string | readonly string[], rows: readonly Row[]) =>
    inFile(`${folder}/${file}`, nearest, rows),
})
