import { clockOffset } from '@postern/protocol'
import { type Reading, readable, unreadable } from '../sufficiency/reading.ts'

/** When an answer was asked for and received, on our clock, and the `Date` that it carried. */
export interface DatedExchange {
  readonly date: string | undefined
  readonly sentAt: number
  readonly receivedAt: number
}

/**
 * How far ZITADEL's clock is ahead of ours, in milliseconds. A `Date` has whole seconds and stands somewhere between sending and
 * receiving, so each answer gives a range; the result is the smallest offset that fits all of them. Answers that fit no common one
 * (several machines, a clock that was set) give the greatest that any of them shows. Without any date the clock is unreadable.
 */
export function clockOffsetOf(exchanges: readonly DatedExchange[]): Reading<number> {
  const ranges = exchanges.flatMap(({ date, ...exchange }) => {
    const seen = clockOffset(date, exchange)
    return seen === undefined
      ? []
      : [{ from: seen.offsetMs - seen.uncertaintyMs, to: seen.offsetMs + seen.uncertaintyMs }]
  })
  if (ranges.length === 0) return unreadable(exchanges.length === 0 ? 'no_answer' : 'wrong_shape')
  const common = {
    from: Math.max(...ranges.map(({ from }) => from)),
    to: Math.min(...ranges.map(({ to }) => to)),
  }
  if (common.from <= common.to) return readable(smallest(common))
  return readable(
    ranges.map(smallest).reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one)),
  )
}

function smallest({ from, to }: { readonly from: number; readonly to: number }): number {
  if (from > 0) return from
  return to < 0 ? to : 0
}
