import { type Forwarding, forward } from '../proxy/forward.ts'
import type { Tracing } from './tracing.ts'

/** Forwards within a span that goes on at the service. Of the address only the route is told. */
export const tracedForward =
  (tracing: Pick<Tracing, 'call'>) =>
  (route: string, forwarding: Forwarding): Promise<void> =>
    tracing.call({
      name: `service ${route}`,
      attributes: { 'http.request.method': forwarding.request.method ?? '', 'http.route': route },
      send(trace) {
        const more = Object.entries(trace).flat()
        return forward(
          more.length === 0 ? forwarding : { ...forwarding, headers: [...forwarding.headers, ...more] },
        )
      },
      statusOf: () => forwarding.response.statusCode,
    })
