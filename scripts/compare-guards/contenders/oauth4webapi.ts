import type { Request as ExpressRequest, RequestHandler, Response as ExpressResponse } from 'express'
import * as oauth from 'oauth4webapi'
import { type ApiSettings, bearerOf, type GuardedHandlers, isEditor } from '../guarded-handlers.ts'

const plain = { [oauth.allowInsecureRequests]: true } as const

export async function asking(settings: ApiSettings): Promise<GuardedHandlers> {
  const { clientId, clientSecret } = settings
  const server = await discover(settings)
  const client: oauth.Client = { client_id: clientId }
  const authentication = oauth.ClientSecretBasic(clientSecret)
  return handlersOf(settings, async (request) => {
    const token = bearerOf(request.headers.authorization)
    if (token === undefined) return undefined
    const answer = await oauth.introspectionRequest(server, client, authentication, token, plain)
    const said = await oauth.processIntrospectionResponse(server, client, answer)
    return said.active ? said : undefined
  })
}

export async function verifying(settings: ApiSettings): Promise<GuardedHandlers> {
  const server = await discover(settings)
  return handlersOf(settings, async ({ method, originalUrl, headers, host }) => {
    const { authorization = '' } = headers
    const shown = new Request(`http://${host}${originalUrl}`, { method, headers: { authorization } })
    try {
      return await oauth.validateJwtAccessToken(server, shown, settings.audience, plain)
    } catch (error) {
      if (isOfTheToken(error)) return undefined
      throw error
    }
  })
}

async function discover({ issuer }: ApiSettings): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer)
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, plain))
}

const ofTheIssuer: readonly unknown[] = [
  oauth.HTTP_REQUEST_FORBIDDEN,
  oauth.RESPONSE_IS_NOT_CONFORM,
  oauth.RESPONSE_IS_NOT_JSON,
]

/** Its errors do not say whose fault they are, but their codes nearly do. */
const isOfTheToken = (error: unknown): boolean =>
  error instanceof oauth.UnsupportedOperationError ||
  (error instanceof oauth.OperationProcessingError && !ofTheIssuer.includes(error.code))

type Judge = (request: ExpressRequest) => Promise<object | undefined>

/** Middleware as an application writes it. */
export function handlersOf(settings: ApiSettings, judge: Judge): GuardedHandlers {
  const guard =
    (allows: (claims: object) => boolean): RequestHandler =>
    async (request, response, next) => {
      const claims = await judge(request)
      if (claims === undefined) return refuse(response, 401, 'invalid_token')
      if (!allows(claims)) return refuse(response, 403, 'insufficient_scope')
      next()
    }
  return { guarded: [guard(() => true)], editorsOnly: [guard((claims) => isEditor(claims, settings))] }
}

function refuse(response: ExpressResponse, status: number, error: string): void {
  response.status(status).set('www-authenticate', `Bearer error="${error}"`).end()
}
