import { inFile } from '../in-file.ts'

export const guardSource = 'packages/guard/src'
export const guardTests = 'packages/guard/test'

/** Rows of one file of the guard, with the tests of it that are nearest: by their names, or by their place where they stand beside the file. */
export const inGuard: typeof inFile = (file, nearest, rows) =>
  inFile(
    `${guardSource}/${file}`,
    [nearest].flat().map((one) => `${one.includes('/') ? guardSource : guardTests}/${one}`),
    rows,
  )
