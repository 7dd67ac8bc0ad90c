/** Control and format characters, line ends, halves of pairs: what a terminal might obey instead of showing it. */
const unshown = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const longest = 60

/** A text of anybody's making as it may stand in one cell. */
const cellOf = (text: string): string => {
  const shown = text.replace(unshown, '?')
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown
}

/** Lines of columns under a head. Only a person at a terminal gets it emphasized. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { isInteractive }: { readonly isInteractive: boolean },
): readonly string[] {
  const cells = [head, ...rows.map((row) => row.map(cellOf))]
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const [first = '', ...others] = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [isInteractive ? `\u001b[1m${first}\u001b[22m` : first, ...others]
}

/** JSON of which every character may be shown, whatever stands in it. */
export const jsonLine = (value: object): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
