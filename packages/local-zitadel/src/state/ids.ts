/** Where the original's ids count from; only the look of the numbers depends on it. */
const epoch = Date.UTC(2019, 3, 29)

/**
 * Decimal ids of 18 digits like ZITADEL's: time in steps of ten milliseconds, then a counter. Always larger than the one before,
 * also when the clock stands still or goes back.
 */
export function idSource(now: () => number, last = 0n): { next: () => string; last: () => bigint } {
  // Above every id of a seed, also when a test sets the clock to zero.
  let previous = last > 390_000_000_000_000_000n ? last : 390_000_000_000_000_000n
  return {
    next: () => {
      const byTime = BigInt(Math.max(0, Math.floor((now() - epoch) / 10))) << 24n
      previous = byTime > previous ? byTime + 38n : previous + 65_536n
      return String(previous)
    },
    last: () => previous,
  }
}
