import fastify, { type FastifyInstance, type HTTPMethods } from 'fastify'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { GatewayError } from '../errors.ts'
import type { IssuerLogout } from '../sessions/issuer-logout.ts'
import { answerTo } from './error-answer.ts'
import { exchangeOf } from './exchange.ts'
import { files, isNavigation, sendApplication } from './files.ts'
import { type LoginRoutesDeps, loginRoutes } from './login-routes.ts'
import { logoutRoute } from './logout-route.ts'
import { collectOpenApi } from './open-api.ts'
import { noStore } from './security-headers.ts'
import { type SessionRoutesDeps, sessionRoutes } from './session-routes.ts'

export interface AppDeps extends LoginRoutesDeps, SessionRoutesDeps {
  readonly issuerLogout: IssuerLogout
  readonly sessions: LoginRoutesDeps['sessions'] & SessionRoutesDeps['sessions']
  readonly cookies: LoginRoutesDeps['cookies']
  readonly publicOrigin: string
  readonly appDirectory: string | null
  /** Gets the framework's handler, and gives the server that calls it. */
  readonly serverFactory: (handler: (request: IncomingMessage, response: ServerResponse) => void) => Server
  readonly onError: (error: unknown, correlation: string) => void
}

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** The gateway's own addresses and the application's files. What comes here has passed the edge. */
export async function createApp(deps: AppDeps): Promise<FastifyInstance> {
  const app = fastify({
    serverFactory: deps.serverFactory,
    logger: false,
    exposeHeadRoutes: false,
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false },
  })
  // Schemas describe; the parsers of each route decide, and are stricter.
  app.setValidatorCompiler(() => () => true)
  app.removeAllContentTypeParsers()
  // Bodies are read by the routes that have one, so that nobody else holds them.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))

  app.setErrorHandler((error, request, reply) => {
    const { correlation } = exchangeOf(request.raw)
    deps.onError(error, correlation)
    const { status, headers, body } = answerTo(error, correlation)
    return reply.code(status).headers(headers).serializer(asItIs).send(body)
  })

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/\?.*$/, '')
    // Of a path that reads as the pattern of a route, the framework throws; ours have none.
    const known = /[*:]/.test(path) ? [] : methods.filter((method) => app.hasRoute({ url: path, method }))
    if (known.length > 0) throw new GatewayError('METHOD_NOT_ALLOWED', undefined, { allow: known })
    if (path === '/auth' || path.startsWith('/auth/')) throw new GatewayError('NOT_FOUND')
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    if (!isReading) throw new GatewayError('METHOD_NOT_ALLOWED', undefined, { allow: ['GET', 'HEAD'] })
    if (deps.appDirectory === null || !isNavigation(request)) throw new GatewayError('NOT_FOUND')
    return sendApplication(reply)
  })

  await collectOpenApi(app, deps.publicOrigin)
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', noStore)
    })
    await loginRoutes(scope, deps)
    await sessionRoutes(scope, deps)
    await logoutRoute(scope, deps)
    scope.get('/auth/openapi.json', { schema: { hide: true } }, () => app.swagger())
  })
  if (deps.appDirectory !== null) await files(app, deps.appDirectory)
  await app.ready()
  return app
}

const asItIs = (payload: unknown): string => String(payload)
