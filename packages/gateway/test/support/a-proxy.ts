import { aService } from './a-service.ts'
import { startGateway } from './start-gateway.ts'

/** The gateway before a service, behind one route. */
export async function aProxy(change: object = {}, answer?: Parameters<typeof aService>[0]) {
  const service = await aService(answer)
  const gateway = await startGateway({
    config: { routes: [{ path: '/api', upstream: service.origin, ...change }] },
  })
  return { ...gateway, service, page: gateway.browser() }
}
