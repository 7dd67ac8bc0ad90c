import type { HttpRequest, HttpResponse } from '@postern/protocol'
import { TestkitError } from '../errors.ts'
import { isMatch, type Matching } from './matching.ts'

export type Handler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>

export interface FaultOptions {
  /** How many matching calls; default 1. */
  readonly times?: number
}

export interface SidedFaultOptions extends FaultOptions {
  /** Whether the handler has done its work when it happens. */
  readonly when: 'before' | 'after'
}

/** Calls that wait until the test lets them go on. */
export interface Hold {
  /** Resolves when the first call has arrived. */
  readonly reached: Promise<void>
  /** How many wait now. */
  waiting(): number
  /** Lets all go on, those that arrive later as well. */
  release(): void
}

/** What can be made to go wrong. The first fault that matches and is not used up applies, and no other. */
export interface Faults {
  /** Loses the connection of the next matching calls: before the handler saw them, or after it did its work. */
  lose(matching: Matching, options: SidedFaultOptions): void
  /** Holds the next matching calls, or their answers, until released. */
  hold(matching: Matching, options: SidedFaultOptions): Hold
  /** Answers the next matching calls in the handler's place. */
  answer(matching: Matching, response: HttpResponse | Handler, options?: FaultOptions): void
}

export type Around = (request: HttpRequest, handler: Handler) => Promise<HttpResponse>

/** A list of faults, and what leads each call through the first that fits. */
export function createFaults(): Faults & { readonly around: Around } {
  const faults: { readonly matching: Matching; left: number; readonly apply: Around }[] = []
  const add = (matching: Matching, { times = 1 }: FaultOptions, apply: Around): void => {
    faults.push({ matching, left: times, apply })
  }

  return {
    async around(request, handler) {
      const fault = faults.find(({ matching, left }) => left > 0 && isMatch(matching, request))
      if (fault === undefined) return await handler(request)
      fault.left -= 1
      return await fault.apply(request, handler)
    },

    lose(matching, options) {
      add(matching, options, async (request, handler) => {
        if (options.when === 'after') await handler(request)
        throw new TestkitError('CONNECTION_LOST', `${request.method} ${request.url}`)
      })
    },

    hold(matching, options) {
      const [arrival, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      let waiting = 0
      const wait = async (signal: AbortSignal | undefined): Promise<void> => {
        waiting += 1
        arrival.resolve()
        await Promise.race([gate.promise, aborted(signal)]).finally(() => {
          waiting -= 1
        })
      }
      add(matching, options, async (request, handler) => {
        if (options.when === 'before') await wait(request.signal)
        const response = await handler(request)
        if (options.when === 'after') await wait(request.signal)
        return response
      })
      return { reached: arrival.promise, waiting: () => waiting, release: () => gate.resolve() }
    },

    answer(matching, response, options = {}) {
      add(matching, options, async (request) =>
        typeof response === 'function' ? await response(request) : response,
      )
    },
  }
}

/** Rejects when the signal fires; never resolves. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => reject(signal?.reason)
    if (signal?.aborted) give()
    else signal?.addEventListener('abort', give, { once: true })
  })
}
