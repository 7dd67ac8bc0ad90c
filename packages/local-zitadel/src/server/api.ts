import type { DescMethod } from '@bufbuild/protobuf'
import { answerConnect, unknownHostByConnect } from '../connect/connect-transport.ts'
import { findRoute } from '../rest/rest-routes.ts'
import { answerRest, unknownHostByRest } from '../rest/rest-transport.ts'
import { loadPackage, loadPackageOfPath } from '../rest/schema/api-packages.ts'
import { allOperations } from '../services/all-operations.ts'
import { createRunOperation, operationName } from '../services/run-operation.ts'
import { verifyBearer } from '../tokens/verify-bearer.ts'
import { isConnectPath } from './paths.ts'
import type { Answer, RequestContext } from './request-context.ts'

/** ZITADEL's own API, by REST and by Connect (contract 11). */
export interface Api {
  readonly rest: (context: RequestContext) => Promise<Answer>
  readonly connect: (context: RequestContext) => Promise<Answer>
  /** Full name of the operation that a call means, or nothing when it means none. */
  readonly operationOf: (method: string, path: string) => Promise<string | undefined>
  /** The answer when the host is not the instance's. */
  readonly unknownHost: (path: string, text: string) => Answer
}

export function createApi(): Api {
  const run = createRunOperation(allOperations, verifyBearer)
  const routesOf = async (path: string) => (await loadPackageOfPath(path))?.routes ?? []
  return {
    rest: async (context) => answerRest(context, await routesOf(context.path), run),
    connect: async (context) => answerConnect(context, await connectMethod(context.path), run),
    async operationOf(method, path) {
      const byConnect = isConnectPath(path) ? await connectMethod(path) : undefined
      if (byConnect !== undefined) return operationName(byConnect)
      const match = findRoute(await routesOf(path), method, path)
      return typeof match === 'string' ? undefined : operationName(match.route.method)
    },
    unknownHost: (path, text) => (isConnectPath(path) ? unknownHostByConnect(text) : unknownHostByRest(text)),
  }
}

/** The method that `/package.Service/Method` names. */
async function connectMethod(path: string): Promise<DescMethod | undefined> {
  const [, serviceName = '', methodName] = path.split('/')
  const found = await loadPackage(serviceName.slice(0, serviceName.lastIndexOf('.')))
  const service = found?.services.find((one) => one.typeName === serviceName)
  return service?.methods.find((method) => method.name === methodName)
}
