/** One step as the server recorded it. Milliseconds since the epoch, by the server's clock. */
export interface RecordedStep {
  readonly step: string
  readonly startedAt: number
  readonly endedAt: number
}

/** A stretch of the axis; both are parts of the whole, 0 to 1. */
export interface Stretch {
  readonly from: number
  readonly share: number
}

/** Everything that the server did for one step: once, or once for each proof that the user brought. */
export interface Bar {
  readonly step: string
  /** From the start of the axis. */
  readonly offsetMs: number
  /** Of all its stretches together. */
  readonly durationMs: number
  readonly stretches: readonly Stretch[]
}

/** The login on one axis of the server's working time. */
export interface Timeline {
  /** The length of the axis. */
  readonly totalMs: number
  /** Cut out of the axis: the server had nothing to do, because the user was asked for something. */
  readonly waitedMs: number
  /** Where something was cut out, as parts of the whole. */
  readonly cuts: readonly number[]
  readonly bars: readonly Bar[]
  /** Round numbers for the axis, in milliseconds; the first is 0. */
  readonly ticks: readonly number[]
}

/** Nobody types a code faster than this. */
const shortestWaitMs = 250

/** Lays the steps out on one axis. Steps may overlap, may come more than once, and may take no measurable time. */
export function timelineOf(steps: readonly RecordedStep[]): Timeline {
  // A clock that was set back in between makes a step without length, not one of negative length.
  const sorted = steps
    .map(({ step, startedAt, endedAt }) => ({ step, startedAt, endedAt: Math.max(startedAt, endedAt) }))
    .sort((one, other) => one.startedAt - other.startedAt)
  const startedAt = sorted[0]?.startedAt ?? 0
  const waits = waitsIn(sorted)
  const waitedMs = waits.reduce((sum, { ms }) => sum + ms, 0)
  const endedAt = Math.max(startedAt, ...sorted.map((step) => step.endedAt))
  const totalMs = endedAt - startedAt - waitedMs

  const positionOf = (time: number) =>
    time - startedAt - waits.filter(({ until }) => until <= time).reduce((sum, { ms }) => sum + ms, 0)
  const partOf = (ms: number) => (totalMs === 0 ? 0 : ms / totalMs)

  const bars = Array.from(
    Map.groupBy(sorted, ({ step }) => step),
    ([step, records]): Bar => {
      const durations = records.map((record) => record.endedAt - record.startedAt)
      return {
        step,
        offsetMs: positionOf(records[0]?.startedAt ?? startedAt),
        durationMs: durations.reduce((sum, ms) => sum + ms, 0),
        stretches: records.map((record, index) => ({
          from: partOf(positionOf(record.startedAt)),
          share: partOf(durations[index] ?? 0),
        })),
      }
    },
  )
  return {
    totalMs,
    waitedMs,
    cuts: waits.map(({ until }) => partOf(positionOf(until))),
    bars,
    ticks: ticksFor(totalMs),
  }
}

/**
 * The times in which no step ran and the user was asked for something: a step comes a second time only because of another proof.
 * Any other pause is the server's own slowness and stays.
 */
function waitsIn(
  sorted: readonly RecordedStep[],
): readonly { readonly until: number; readonly ms: number }[] {
  const seen = new Set<string>()
  let idleSince = sorted[0]?.startedAt ?? 0
  return sorted.flatMap(({ step, startedAt, endedAt }) => {
    const ms = startedAt - idleSince
    const isAgain = seen.has(step)
    idleSince = Math.max(idleSince, endedAt)
    seen.add(step)
    return isAgain && ms >= shortestWaitMs ? [{ until: startedAt, ms }] : []
  })
}

/** At most six ticks, at 1, 2 or 5 times a power of ten. */
function ticksFor(totalMs: number): readonly number[] {
  if (totalMs <= 0) return [0]
  const power = 10 ** Math.floor(Math.log10(totalMs / 5))
  const size = [1, 2, 5, 10].map((factor) => factor * power).find((step) => totalMs / step <= 5) ?? totalMs
  const step = Math.max(1, size)
  return Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, index) => index * step)
}
