import { createServer, type Server } from 'node:http'
import type { LoginEngine } from '@postern/login'
import type { Store } from '@postern/store'
import type { Logger } from 'pino'

export interface HealthDeps {
  readonly engine: Pick<LoginEngine, 'ready'>
  readonly store: Pick<Store, 'get'>
  readonly now: () => number
  readonly log: Pick<Logger, 'warn'>
}

const rememberMs = 2_000

/**
 * `/healthz`: the process answers. `/readyz`: a login could be made now, and the store can be read. On a listener of its own, which
 * says nothing about why: that is in the log.
 */
export function createHealthServer({ engine, store, now, log }: HealthDeps): Server {
  let known: { readonly at: number; readonly isReady: Promise<boolean> } | undefined

  const ask = async (): Promise<boolean> => {
    try {
      await Promise.all([engine.ready(), store.get('health/probe')])
      return true
    } catch (error) {
      log.warn({ err: error }, 'not ready')
      return false
    }
  }

  /** Asked often by whoever runs us; ZITADEL is asked at most every two seconds. */
  const isReady = (): Promise<boolean> => {
    if (known === undefined || now() - known.at >= rememberMs) known = { at: now(), isReady: ask() }
    return known.isReady
  }

  return createServer(async (request, response) => {
    const answer = (status: number, word: string): void => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.end(request.method === 'HEAD' ? undefined : JSON.stringify({ status: word }))
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'method_not_allowed')
    if (request.url === '/healthz') return answer(200, 'ok')
    if (request.url !== '/readyz') return answer(404, 'not_found')
    return (await isReady()) ? answer(200, 'ready') : answer(503, 'not_ready')
  })
}
