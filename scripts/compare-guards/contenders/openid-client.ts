import * as client from 'openid-client'
import { type ApiSettings, bearerOf, type GuardedHandlers } from '../guarded-handlers.ts'
import { handlersOf } from './oauth4webapi.ts'

export async function asking(settings: ApiSettings): Promise<GuardedHandlers> {
  const { issuer, clientId, clientSecret } = settings
  const authentication = client.ClientSecretBasic(clientSecret)
  const plain = { execute: [client.allowInsecureRequests] }
  const server = await client.discovery(new URL(issuer), clientId, undefined, authentication, plain)
  return handlersOf(settings, async ({ headers }) => {
    const token = bearerOf(headers.authorization)
    if (token === undefined) return undefined
    const said = await client.tokenIntrospection(server, token)
    return said.active ? said : undefined
  })
}
