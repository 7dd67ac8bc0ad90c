/** One call to ZITADEL as the login client. */
export interface FactsQuestion {
  readonly method: 'GET' | 'POST'
  /** From `/v2/`, with its query; every identifier in it is already encoded. */
  readonly path: string
  /** JSON, for POST. */
  readonly body?: Readonly<Record<string, unknown>>
}

export interface FactsAnswer {
  readonly status: number
  /** The parsed body; `undefined` when it was not JSON. */
  readonly json: unknown
  /** The `Date` field as it stands. */
  readonly date: string | undefined
}

/**
 * All that the reading of facts asks of the network. Any status is an answer. Rejects when there is none, and must settle within a
 * bounded time: a slow answer and none are the same here. The session token is never part of it (contract 3.5).
 */
export type FactsPort = (question: FactsQuestion) => Promise<FactsAnswer>
