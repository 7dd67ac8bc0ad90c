/** Two-sample Kolmogorov–Smirnov: how far two empirical distributions are apart, and how likely so much is if they are one. */
export function kolmogorovSmirnov(
  one: readonly number[],
  other: readonly number[],
): { readonly distance: number; readonly p: number } {
  const share = (samples: readonly number[], upTo: number): number =>
    samples.filter((sample) => sample <= upTo).length / samples.length
  const distance = Math.max(...[...one, ...other].map((at) => Math.abs(share(one, at) - share(other, at))))
  const n = Math.sqrt((one.length * other.length) / (one.length + other.length))
  // Asymptotic, with Stephens's correction for small samples.
  const lambda = (n + 0.12 + 0.11 / n) * distance
  const terms = Array.from({ length: 100 }, (_, at) => at + 1)
  const sum = terms.reduce((total, k) => total + (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda), 0)
  return { distance, p: lambda < 0.2 ? 1 : Math.min(1, Math.max(0, 2 * sum)) }
}

/**
 * How often an attacker is right who learns the best boundary between two cases from every second sample, and then tells the others
 * apart by one answer each. By lot it is one half.
 */
export function attackersAccuracy(one: readonly number[], other: readonly number[]): number {
  const half = (samples: readonly number[], odd: number): readonly number[] =>
    samples.filter((_, at) => at % 2 === odd)
  const right = (boundary: number, isOneBelow: boolean, odd: number): number => {
    const [left, right_] = isOneBelow ? [one, other] : [other, one]
    const below = half(left, odd).filter((sample) => sample <= boundary).length
    const above = half(right_, odd).filter((sample) => sample > boundary).length
    return (below + above) / (half(left, odd).length + half(right_, odd).length)
  }
  const learnt = [...half(one, 0), ...half(other, 0)]
    .flatMap((boundary) => [true, false].map((isOneBelow) => ({ boundary, isOneBelow })))
    .map((rule) => ({ ...rule, score: right(rule.boundary, rule.isOneBelow, 0) }))
    .reduce((best, rule) => (rule.score > best.score ? rule : best))
  return right(learnt.boundary, learnt.isOneBelow, 1)
}
