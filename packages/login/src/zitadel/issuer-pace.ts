import { type HttpResponse, type Now, parseHttpDate } from '@postern/protocol'
import { LoginError } from '../errors.ts'

/** When ZITADEL wants to be left alone, from the answers in which it says so. */
export interface IssuerPace {
  /** Remembers a 429. Gives the answer back with `Retry-After` as whole seconds within bounds, or without one. */
  observe(response: HttpResponse): HttpResponse
  /** Throws `ISSUER_BUSY`, with what is left, while nothing new should be begun. */
  check(): void
}

/** For a 429 that does not say how long. */
const defaultSeconds = 5
/** Whoever says more is asked again after this: a proxy's mistake must not close the door for a day. */
const maxSeconds = 120

/** RFC 6585 §4, RFC 9110 §10.2.3. */
export function createIssuerPace(now: Now): IssuerPace {
  let restUntil = Number.NEGATIVE_INFINITY
  return {
    observe(response) {
      const { 'retry-after': text, ...headers } = response.headers
      const isBusy = response.status === 429
      const seconds = isBusy || response.status === 503 ? readSeconds(text, now()) : undefined
      const pause = seconds ?? (isBusy ? defaultSeconds : undefined)
      if (isBusy && pause !== undefined) restUntil = Math.max(restUntil, now() + pause * 1000)
      return {
        ...response,
        headers: pause === undefined ? headers : { ...headers, 'retry-after': String(pause) },
      }
    },
    check() {
      const leftMs = restUntil - now()
      // More than there can be is left when the clock went back.
      if (leftMs <= 0 || leftMs > maxSeconds * 1000) return
      throw new LoginError('ISSUER_BUSY', 'it asked to be left alone', {
        retryAfterSeconds: Math.ceil(leftMs / 1000),
      })
    },
  }
}

function readSeconds(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  const at = parseHttpDate(text, now)
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) : at === undefined ? undefined : (at - now) / 1000
  return seconds === undefined ? undefined : Math.min(Math.max(Math.ceil(seconds), 1), maxSeconds)
}
