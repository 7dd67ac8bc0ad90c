import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import { GatewayError } from '../errors.ts'
import { cookieNames } from './cookies.ts'
import { loginRoutes } from './login-routes.ts'
import { logoutRoute } from './logout-route.ts'
import { sessionRoutes } from './session-routes.ts'

/** Collects the schemas of all routes that are registered after it. */
export async function collectOpenApi(app: FastifyInstance, publicOrigin: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Postern gateway',
        description: 'Log in by a form of your own; every token stays on the server.',
        version: '1',
      },
      servers: [{ url: publicOrigin }],
    },
  })
}

/**
 * The OpenAPI 3.1 document of the gateway's own addresses, as it is served at `GET /auth/openapi.json`, without a gateway: for the
 * documentation.
 *
 * @param publicOrigin stands under `servers`
 */
export async function openApiDocument(publicOrigin = 'https://app.example.com'): Promise<object> {
  const app = fastify()
  await collectOpenApi(app, publicOrigin)
  const cookies = cookieNames('__Host-')
  await app.register(async (scope) => {
    await loginRoutes(scope, {
      engine: { begin: uncalled, view: uncalled, cancel: uncalled },
      sessions: { start: uncalled, end: uncalled },
      proveWithinLimits: uncalled,
      openLogins: { beginning: uncalled, finished: uncalled },
      devices: { remember: uncalled },
      cookies,
      attemptSeconds: 1,
      deviceSeconds: 1,
      bodyBytes: 1,
    })
    await sessionRoutes(scope, {
      sessions: { visit: uncalled, end: uncalled },
      ownSessions: { list: uncalled, end: uncalled, endAll: uncalled },
      cookies,
    })
    await logoutRoute(scope, { issuerLogout: uncalled })
  })
  await app.ready()
  return app.swagger()
}

const uncalled = (): never => {
  throw new GatewayError('INTERNAL', 'a document answers no requests')
}
