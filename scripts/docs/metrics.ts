import { type Metric, metricTable } from '@postern/gateway'

/** `docs/metrics.md`, from the table that the metrics are made of. */
export function metricsDocument(): string {
  return [
    '# Metrics',
    '',
    'Prometheus text at `/metrics` of the health listener (`health` in the configuration), which is **not for the internet**: it asks nobody who he is. Every value that a label can have is in the table of the source; whatever else comes is `other`, so no name, subject, session, address or path is ever in it, and the number of series has a bound. Counters begin at zero.',
    '',
    'Beside these, `process_*` and `nodejs_*` say how the process is (CPU, memory, open files, garbage collection, `nodejs_eventloop_lag_*`). How many sessions lie in the store is not among them: no store counts that cheaply.',
    '',
    '| metric | type | labels | meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(metricTable).map(
      ([name, { type, labels, meaning }]: [string, Metric]) =>
        `| \`${name}\` | ${type} | ${Object.entries(labels).map(labelText).join('; ')} | ${meaning} |`,
    ),
    '',
  ].join('\n')
}

/** Long lists are those of another document. */
function labelText([label, values]: readonly [string, readonly string[]]): string {
  if (values.length <= 20) return `\`${label}\`: ${values.join(', ')}`
  return `\`${label}\`: ${label === 'code' ? 'see [errors.md](errors.md)' : `names such as ${values.slice(0, 3).join(', ')}`}`
}
