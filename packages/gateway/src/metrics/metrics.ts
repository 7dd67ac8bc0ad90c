import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type LabelsOf, type Metric, type MetricName, metricTable } from './table.ts'

/** The metrics of this process, by the names of the table. */
export interface Metrics {
  count<Name extends MetricName<'counter'>>(name: Name, labels: LabelsOf<Name>): void
  observe<Name extends MetricName<'histogram'>>(name: Name, seconds: number, labels: LabelsOf<Name>): void
  /** Read whenever somebody scrapes; `null` leaves it out. */
  read(name: MetricName<'gauge'>, value: () => number | null | Promise<number | null>): void
  /** Prometheus' text format, and what its `Content-Type` is. */
  text(): Promise<string>
  readonly contentType: string
}

/** From what an answer out of memory takes to what a patient user waits. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** What becomes of a value that its label does not have. */
const other = 'other'

/**
 * @param collectProcess adds what is known of the process itself; see `processMetrics`
 */
export function createMetrics(collectProcess: (registry: Registry) => void = () => undefined): Metrics {
  const registry = new Registry()
  const common = (name: keyof typeof metricTable) => {
    const { meaning, labels }: Metric = metricTable[name]
    return { name, help: meaning, labelNames: Object.keys(labels), registers: [registry] }
  }
  const named = <Type extends Metric['type']>(type: Type) =>
    (Object.keys(metricTable) as (keyof typeof metricTable)[]).filter(
      (name): name is MetricName<Type> => metricTable[name].type === type,
    )

  const counters = new Map(named('counter').map((name) => [name, new Counter(common(name))]))
  const histograms = new Map(
    named('histogram').map((name) => [name, new Histogram({ ...common(name), buckets })]),
  )
  const reads = new Map<MetricName<'gauge'>, () => number | null | Promise<number | null>>()
  for (const name of named('gauge')) {
    const gauge: Gauge = new Gauge({
      ...common(name),
      async collect() {
        const value = (await reads.get(name)?.()) ?? null
        if (value === null) gauge.remove()
        else gauge.set(value)
      },
    })
  }
  // A series that begins with its first event hides that event from every rate: all begin at zero.
  for (const [name, counter] of counters)
    for (const labels of combinations(metricTable[name].labels)) counter.inc(labels, 0)
  collectProcess(registry)

  const counted = series((name: MetricName<'counter'>, values) => counters.get(name)?.labels(...values))
  const observed = series((name: MetricName<'histogram'>, values) => histograms.get(name)?.labels(...values))

  return {
    count: (name, labels) => counted(name, labels)?.inc(),
    observe: (name, seconds, labels) => observed(name, labels)?.observe(seconds),
    read: (name, value) => void reads.set(name, value),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** The series of a metric, each looked for once: their number is bounded by the lists of values in the table. */
function series<Name extends keyof typeof metricTable, Series>(
  find: (name: Name, values: readonly string[]) => Series,
): (name: Name, labels: Readonly<Record<string, string>>) => Series {
  const known = new Map<string, Series>()
  return (name, given) => {
    const values = valuesOf(name, given)
    const place = `${name} ${values.join()}`
    const before = known.get(place)
    if (before !== undefined) return before
    const found = find(name, values)
    known.set(place, found)
    return found
  }
}

/** The labels of each metric in their order, with what they may say. */
const labelLists = new Map(
  Object.entries(metricTable).map(([name, { labels }]: [string, Metric]) => [
    name,
    Object.entries(labels).map(([label, values]) => ({ label, values: new Set(values) })),
  ]),
)

const valuesOf = (name: string, given: Readonly<Record<string, string>>): readonly string[] =>
  (labelLists.get(name) ?? []).map(({ label, values }) => {
    const value = given[label] ?? other
    return values.has(value) ? value : other
  })

function combinations(labels: Metric['labels']): readonly Record<string, string>[] {
  return Object.entries(labels).reduce<readonly Record<string, string>[]>(
    (all, [label, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  )
}
