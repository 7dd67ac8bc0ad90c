import type { DescService } from '@bufbuild/protobuf'
import { answerConnect, findMethod, unknownHostByConnect } from '../connect/connect-transport.ts'
import { answerRest, unknownHostByRest } from '../rest/rest-transport.ts'
import { findRoute, restRoutes } from '../rest/rest-routes.ts'
import { operationName, type RunOperation } from '../services/run-operation.ts'
import { jsonAnswer, pageNotFound, textAnswer } from './answers.ts'
import { preflight } from './cors.ts'
import type { OidcHandler } from './oidc-handler.ts'
import type { Answer, RequestContext } from './request-context.ts'

export interface Dispatch {
  readonly answer: (context: RequestContext) => Promise<Answer>
  /** The answer when the host is not the instance's, in the form of the API that was meant. */
  readonly unknownHost: (path: string, text: string) => Answer
  /** Full name of the operation that a call means, for faults; nothing for OIDC and unknown paths. */
  readonly operationOf: (method: string, path: string) => Promise<string | undefined>
}

export interface DispatchParts {
  readonly services: readonly DescService[]
  /** The v1 services are many and seldom called: loaded when a path of theirs comes. */
  readonly loadV1: (prefix: string) => Promise<readonly DescService[]>
  readonly run: RunOperation
  readonly oidc: OidcHandler
}

export const v1Prefixes = ['/management/v1', '/admin/v1', '/auth/v1'] as const
const oidcPrefixes = ['/.well-known/openid-configuration', '/oauth/v2', '/oidc/v1']

export const isOidcPath = (path: string) => oidcPrefixes.some((prefix) => isBelow(path, prefix))
const isConnectPath = (path: string) => /^\/zitadel\.[\w.]+\/\w+$/.test(path)
const isBelow = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`)

/** Which handler answers a path (contract 1.1, 11.2). */
export function createDispatch({ services, loadV1, run, oidc }: DispatchParts): Dispatch {
  const routes = restRoutes(services)
  const v1Routes = new Map<string, ReturnType<typeof restRoutes>>()
  const routesOf = async (path: string) => {
    const prefix = v1Prefixes.find((one) => isBelow(path, one))
    if (prefix === undefined) return routes
    const known = v1Routes.get(prefix)
    if (known !== undefined) return known
    const made = restRoutes(await loadV1(prefix), prefix)
    v1Routes.set(prefix, made)
    return made
  }
  return {
    async answer(context) {
      const { path, method, world } = context
      if (method === 'OPTIONS') return preflight(context.headers)
      if (isOidcPath(path)) return oidc({ ...context, instance: world.readSide.view(world.instance) })
      if (path === '/idps' || path.startsWith('/idps/'))
        return textAnswer(501, 'identity providers are not supported yet\n')
      if (isConnectPath(path)) return answerConnect(context, services, run)
      if (path === '/debug/healthz') return textAnswer(200, 'ok')
      if (path === '/debug/ready') return jsonAnswer(200, 'ok')
      if (path.startsWith('/ui/')) return pageNotFound()
      return answerRest(context, await routesOf(path), run)
    },
    unknownHost(path, text) {
      if (isConnectPath(path)) return unknownHostByConnect(text)
      if (!isOidcPath(path)) return unknownHostByRest(text)
      return textAnswer(404, `${text}\n`, {
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
    },
    async operationOf(method, path) {
      if (isOidcPath(path)) return undefined
      const byConnect = isConnectPath(path) ? findMethod(services, path) : undefined
      if (byConnect !== undefined) return operationName(byConnect)
      const match = findRoute(await routesOf(path), method, path)
      return typeof match === 'string' ? undefined : operationName(match.route.method)
    },
  }
}
