import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Metrics } from '../metrics/metrics.ts'
import type { Readiness } from './readiness.ts'

export interface HealthDeps {
  readonly readiness: Pick<Readiness, 'isReady'>
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>
}

/**
 * `/healthz`: the process answers. `/readyz`: a login could be made now. `/metrics`: for Prometheus. On a listener of its own that is
 * not for the internet: nobody is asked who he is, and numbers tell how busy a system is. Why it is not ready stands in the log.
 */
export function createHealthServer({ readiness, metrics }: HealthDeps): Server {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (status: number, type: string, body: string): void => {
      response.writeHead(status, {
        'content-type': type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.end(request.method === 'HEAD' ? undefined : body)
    }
    const say = (status: number, word: string): void =>
      send(status, 'application/json', JSON.stringify({ status: word }))

    if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'method_not_allowed')
    switch (request.url) {
      case '/healthz':
        return say(200, 'ok')
      case '/readyz':
        return (await readiness.isReady()) ? say(200, 'ready') : say(503, 'not_ready')
      case '/metrics':
        return send(200, metrics.contentType, await metrics.text())
      default:
        return say(404, 'not_found')
    }
  }

  return createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
}
