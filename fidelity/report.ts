import { type Share, shareOfAll } from './shares.ts'

/** The shares as a table: a line per file and one for all. */
export function shareTable(shares: readonly Share[]): string {
  const lines = [...shares, shareOfAll(shares)].map((share) => [
    share.name,
    part(share.strict, share.total),
    part(share.statusAndError, share.total),
    String(share.otherStatus),
  ])
  const table = [['file', 'strict', 'status+error', 'other status'], ...lines]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)))
  return table
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n')
}

/** Each exchange that is not as recorded, with what differs: recorded != answered. */
export function differenceList(shares: readonly Share[]): string {
  return shares
    .flatMap(({ name, verdicts }) =>
      verdicts
        .filter(({ strict }) => !strict)
        .map(({ n, note, asked, differences }) =>
          [`${name} #${n} ${note}`, `    ${asked}`, ...differences.map((line) => `    ${line}`)].join('\n'),
        ),
    )
    .join('\n')
}

/** The same for machines: without the exchanges that are as recorded. */
export function machineReport(shares: readonly Share[], missed: readonly string[]): string {
  const files = [...shares, shareOfAll(shares)].map(
    ({ name, total, strict, statusAndError, otherStatus }) => ({
      name,
      total,
      strict,
      statusAndError,
      otherStatus,
    }),
  )
  const differences = shares.flatMap(({ name, verdicts }) =>
    verdicts.filter(({ strict }) => !strict).map((verdict) => ({ file: name, ...verdict })),
  )
  return JSON.stringify({ files: files.slice(0, -1), all: files.at(-1), missed, differences })
}

function part(matched: number, total: number): string {
  // Cut, not rounded: 100 % means every one.
  const percent = total === 0 ? 0 : Math.floor((matched * 1000) / total) / 10
  return `${matched}/${total} (${percent.toFixed(1)} %)`
}
