import type { Now, RandomBytes } from '@postern/protocol'
import type { Config } from '../config/config.ts'

/** How long ZITADEL takes to refuse a wrong password, its tarpit left out. */
export interface CheckTimes {
  /** The deadline of refusals: the 99th percentile of the last hour, or of the last hundred if it had fewer, between its limits. */
  deadlineMs(): number
  /** As long as one of the latest took, drawn by lot: for a refusal that took no time because nothing was checked. */
  drawMs(): number
  /** One wrong password that was really checked. */
  add(ms: number): void
}

const hourMs = 3_600_000
/** Enough for a percentile; sorting them costs less than a tenth of a millisecond. */
const mostSamples = 1_000
/** Below, there is no 99th percentile: one slow answer in a hundred would not be among them. */
const leastSamples = 100
/** Few, so that the lot follows a ZITADEL that has just become slow. */
const drawnFrom = 32
/** Coarser than any drift of the percentile from one request to the next. */
const roundedToMs = 50

export function createCheckTimes({
  now,
  randomBytes,
  limits,
}: {
  readonly now: Now
  readonly randomBytes: RandomBytes
  /** As they are configured now: what was measured outlives a reload. */
  readonly limits: () => Config['attempts']['refusal']
}): CheckTimes {
  let samples: { readonly at: number; readonly ms: number }[] = []

  /** After a quiet hour the last hundred still tell more than nothing. */
  const known = (): readonly number[] => {
    samples = samples.filter(
      ({ at: when }, at) => when > now() - hourMs || at >= samples.length - leastSamples,
    )
    return samples.map(({ ms }) => ms)
  }

  return {
    deadlineMs() {
      const { startMs, leastMs, mostMs } = limits()
      const sorted = known().toSorted((one, other) => one - other)
      const slowest =
        sorted.length < leastSamples
          ? Math.max(startMs, sorted.at(-1) ?? 0)
          : (sorted[Math.ceil(0.99 * sorted.length) - 1] ?? startMs)
      const rounded = Math.ceil(slowest / roundedToMs) * roundedToMs
      return Math.min(mostMs, Math.max(leastMs, rounded))
    },

    drawMs() {
      const latest = known().slice(-drawnFrom)
      const [high = 0, low = 0] = randomBytes(2)
      return latest[(high * 256 + low) % latest.length] ?? 0
    },

    add(ms) {
      samples.push({ at: now(), ms: Math.max(0, ms) })
      if (samples.length > mostSamples) samples = samples.slice(-mostSamples)
    },
  }
}
