export interface Summary {
  readonly n: number
  readonly min: number
  readonly median: number
  readonly p95: number
  readonly max: number
}

/** Order statistics of samples in milliseconds. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((one, other) => one - other)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { n: sorted.length, min: at(0.0001), median: at(0.5), p95: at(0.95), max: at(1) }
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/**
 * Two ways of doing a thing, by turns, so that whatever else the machine does hits both alike. The first `warmUp` pairs do not count.
 */
export async function pairs(
  count: number,
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  warmUp = 5,
): Promise<{ readonly one: Summary; readonly other: Summary; readonly ratio: number }> {
  const first: number[] = []
  const second: number[] = []
  for (let round = -warmUp; round < count; round += 1) {
    const isSwapped = round % 2 !== 0
    const a = isSwapped ? undefined : await timed(one)
    const b = await timed(other)
    const c = a ?? (await timed(one))
    if (round >= 0) {
      first.push(c)
      second.push(b)
    }
  }
  const [left, right] = [summarize(first), summarize(second)]
  return { one: left, other: right, ratio: left.median / right.median }
}

export const ms = (value: number): string => `${value.toFixed(1)} ms`
