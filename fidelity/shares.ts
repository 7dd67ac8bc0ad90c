import { compareExchange, type Verdict } from './compare.ts'
import type { Exchange } from './exchange.ts'
import type { Played } from './run-suite.ts'

/** How much of a recording a server matches. */
export interface Share {
  readonly name: string
  readonly total: number
  readonly strict: number
  readonly statusAndError: number
  /** Exchanges whose status differs, or that got no answer. */
  readonly otherStatus: number
  readonly verdicts: readonly Verdict[]
}

/** What is demanded, in per cent. No exchange may differ in status: that is mended, never listed. */
export const floors = { strict: 95, statusAndError: 98, strictOfEach: 90 } as const

/** Compares what was answered with the recording, exchange by exchange. */
export function shareOf(recorded: readonly Exchange[], { name, outcomes }: Played): Share {
  const verdicts = recorded.map((exchange, index) => compareExchange(exchange, outcomes[index]))
  return count(name, verdicts)
}

export function shareOfAll(shares: readonly Share[]): Share {
  return count(
    'all',
    shares.flatMap(({ verdicts }) => verdicts),
  )
}

function count(name: string, verdicts: readonly Verdict[]): Share {
  return {
    name,
    total: verdicts.length,
    strict: verdicts.filter(({ strict }) => strict).length,
    statusAndError: verdicts.filter(({ statusAndError }) => statusAndError).length,
    otherStatus: verdicts.filter(({ sameStatus }) => !sameStatus).length,
    verdicts,
  }
}

/** The floors that a file misses on its own; one line each. */
export function missedByFile(share: Share): readonly string[] {
  return [
    ...below(share.strict, share, floors.strictOfEach, 'strict'),
    ...(share.otherStatus > 0 ? [`${share.name}: ${share.otherStatus} exchanges differ in status`] : []),
  ]
}

/** The floors that all files together miss, and those of each. */
export function missedFloors(shares: readonly Share[]): readonly string[] {
  const all = shareOfAll(shares)
  return [
    ...shares.flatMap(missedByFile),
    ...below(all.strict, all, floors.strict, 'strict'),
    ...below(all.statusAndError, all, floors.statusAndError, 'status and error'),
  ]
}

function below(matched: number, { name, total }: Share, floor: number, what: string): readonly string[] {
  // In whole numbers, so that exactly the floor is enough. Nothing compared is nothing matched.
  return total > 0 && matched * 100 >= total * floor
    ? []
    : [`${name}: ${what} ${matched}/${total}, at least ${floor} % is demanded`]
}
