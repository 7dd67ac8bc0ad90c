import type { Instance } from '../state/model.ts'
import type { World } from '../state/world.ts'

/** One HTTP request after its host was resolved to the instance: what every handler gets. */
export interface RequestContext {
  readonly world: World
  readonly instance: Instance
  /** Origin of the public host of this request, without a slash at the end (contract 1.5). */
  readonly issuer: string
  /** Milliseconds since the epoch, read once for the request. */
  readonly now: number
  readonly method: string
  /** Path as sent, percent-encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names; repeated headers joined by `, ` as `node:http` does. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  /** Value of the answer's `x-request-id`. */
  readonly requestId: string
}

/** A whole answer; header names in lower case. The server adds what every answer carries (`x-robots-tag`, CORS, `x-request-id`). */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Uint8Array
}
