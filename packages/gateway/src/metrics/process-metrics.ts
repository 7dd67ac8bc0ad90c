import { collectDefaultMetrics, type Registry } from 'prom-client'

/**
 * What Prometheus expects of every process: CPU, memory, open files, garbage collection, and how far the event loop lags behind
 * (`nodejs_eventloop_lag_*`). It watches until the process ends, so it is for the program's own composition root.
 */
export const processMetrics = (registry: Registry): void => collectDefaultMetrics({ register: registry })
