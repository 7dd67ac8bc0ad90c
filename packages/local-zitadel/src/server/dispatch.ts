import { jsonAnswer, pageNotFound, textAnswer } from './answers.ts'
import type { Api } from './api.ts'
import { preflight } from './cors.ts'
import type { OidcHandler } from './oidc-handler.ts'
import { isBelow, isConnectPath, isOidcPath, isPagePath } from './paths.ts'
import type { Answer, RequestContext } from './request-context.ts'

export interface Dispatch {
  readonly answer: (context: RequestContext) => Promise<Answer>
  /** The answer when the host is not the instance's, in the form of the API that was meant. */
  readonly unknownHost: (path: string, text: string) => Promise<Answer>
  /** Full name of the operation that a call means, for faults; nothing for OIDC and unknown paths. */
  readonly operationOf: (method: string, path: string) => Promise<string | undefined>
}

/** All three are hundreds of modules: loaded when the first call for them comes. */
export interface DispatchParts {
  readonly loadApi: () => Promise<Api>
  readonly loadOidc: () => Promise<OidcHandler>
  readonly loadLoginPage: () => Promise<(context: RequestContext) => Promise<Answer>>
}

/** Which handler answers a path (contract 1.1, 11.2). */
export function createDispatch({ loadApi, loadOidc, loadLoginPage }: DispatchParts): Dispatch {
  return {
    async answer(context) {
      const { path, method, world } = context
      if (isPagePath(path)) return (await loadLoginPage())(context)
      if (method === 'OPTIONS') return preflight(context.headers, path)
      if (isOidcPath(path)) {
        const oidc = await loadOidc()
        return oidc({ ...context, instance: world.readSide.view(world.instance) })
      }
      if (isBelow(path, '/idps')) return textAnswer(501, 'identity providers are not supported yet\n')
      if (path === '/debug/healthz') return textAnswer(200, 'ok')
      if (path === '/debug/ready') return jsonAnswer(200, 'ok')
      if (path.startsWith('/ui/')) return pageNotFound()
      const api = await loadApi()
      return isConnectPath(path) ? api.connect(context) : api.rest(context)
    },
    async unknownHost(path, text) {
      if (!isOidcPath(path)) return (await loadApi()).unknownHost(path, text)
      return textAnswer(404, `${text}\n`, {
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
    },
    async operationOf(method, path) {
      return isOidcPath(path) || isPagePath(path) ? undefined : (await loadApi()).operationOf(method, path)
    },
  }
}
