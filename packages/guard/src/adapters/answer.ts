import type { Refusal } from '../refusal.ts'

/** What an adapter for a server without a log of its own needs to be told. */
export interface AdapterOptions<Request> {
  /** Hears of every refused request: its `reason` and `detail` belong into the log, and stand nowhere else. */
  onRefusal(refusal: Refusal, request: Request): void
  /** A name for the request, under which its lines of the log are found. Stands in the answer as `correlation`. */
  correlationOf?(request: Request): string
}

/** The body of a refusal, with the request's correlation where there is one. */
export function bodyOf({ problem }: Refusal, correlation: string | undefined): string {
  return JSON.stringify(correlation === undefined ? problem : { ...problem, correlation })
}
