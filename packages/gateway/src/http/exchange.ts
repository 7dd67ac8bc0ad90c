import type { IncomingMessage } from 'node:http'
import type { Cookies } from './cookies.ts'
import type { RequestTarget } from './target.ts'

/** What the edge has found out about a request. */
export interface Exchange {
  /** Finds the same event in the log; tells nothing by itself. */
  readonly correlation: string
  /** The client's, behind the proxies that are trusted. */
  readonly address: string | null
  readonly target: RequestTarget
  readonly cookies: Cookies
}

const exchanges = new WeakMap<IncomingMessage, Exchange>()

export const rememberExchange = (request: IncomingMessage, exchange: Exchange): void => {
  exchanges.set(request, exchange)
}

/** Only for requests that came through the edge; every other one is a defect. */
export function exchangeOf(request: IncomingMessage): Exchange {
  const exchange = exchanges.get(request)
  if (exchange === undefined) throw new TypeError('the request did not come through the edge')
  return exchange
}
