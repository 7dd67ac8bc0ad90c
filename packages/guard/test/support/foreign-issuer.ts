import { once } from 'node:events'
import { createServer, request as httpsRequest, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { selfSigned, type TestIdentity } from '@postern/testkit'
import { Provider, type Configuration } from 'oidc-provider'
import { Agent, fetch as undiciFetch } from 'undici'
import type { Fetch } from '../../src/index.ts'

/** The two kinds of tokens, each for an API of its own. */
export const audiences = { jwt: 'https://jwt.api.test', opaque: 'https://opaque.api.test' } as const
export type TokenKind = keyof typeof audiences

/** What oidc-provider, a certified implementation by others, is told to do: it gives two of its clients bound tokens only. */
export const configuration: Configuration = {
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    dPoP: { enabled: true },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      getCertificate: (ctx) => {
        const { raw } = (ctx.socket as TLSSocket).getPeerCertificate()
        return raw && `-----BEGIN CERTIFICATE-----\n${raw.toString('base64')}\n-----END CERTIFICATE-----`
      },
    },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_ctx, resource) => ({
        scope: 'read',
        audience: resource,
        accessTokenFormat: resource === audiences.jwt ? 'jwt' : 'opaque',
        accessTokenTTL: 600,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  // an opaque token of a machine has no subject there, and the guard takes none without
  extraTokenClaims: (_ctx, token) => ({ sub: token.clientId ?? '' }),
  clients: (['plain', 'dpop', 'mtls', 'api'] as const).map((id) => ({
    client_id: id,
    client_secret: `secret of ${id}`.padEnd(32, '.'),
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    ...(id === 'dpop' ? { dpop_bound_access_tokens: true } : {}),
    ...(id === 'mtls' ? { tls_client_certificate_bound_access_tokens: true } : {}),
  })),
}

export interface ForeignIssuer {
  readonly issuer: string
  readonly credential: { readonly clientId: string; readonly clientSecret: string }
  readonly fetch: Fetch
  /** The answer of the token endpoint. */
  token(client: 'plain' | 'dpop' | 'mtls', kind: TokenKind, how?: HowToAsk): Promise<Record<string, unknown>>
  close(): Promise<void>
}

export interface HowToAsk {
  readonly proof?: (target: { readonly htm: string; readonly htu: string }) => Promise<string>
  readonly identity?: TestIdentity
}

export async function startForeignIssuer(): Promise<ForeignIssuer> {
  const identity = selfSigned('issuer')
  const server: Server = createServer({ ...identity, requestCert: true, rejectUnauthorized: false })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.on('request', new Provider(issuer, configuration).callback())
  const trusting = new Agent({ connect: { ca: identity.cert, checkServerIdentity: () => undefined } })
  const secretOf = (id: string): string => `secret of ${id}`.padEnd(32, '.')

  return {
    issuer,
    credential: { clientId: 'api', clientSecret: secretOf('api') },
    fetch: (url, init) =>
      undiciFetch(url, { ...(init as object), dispatcher: trusting }) as unknown as Promise<Response>,
    async token(client, kind, { proof, identity: own } = {}) {
      const url = `${issuer}/token`
      const basic = Buffer.from(`${client}:${encodeURIComponent(secretOf(client)).replaceAll('%20', '+')}`)
      const headers = {
        authorization: `Basic ${basic.toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        ...(proof === undefined ? {} : { dpop: await proof({ htm: 'POST', htu: url }) }),
      }
      const certificate = own === undefined ? {} : { key: own.key, cert: own.cert }
      const sent = httpsRequest(url, {
        method: 'POST',
        headers,
        rejectUnauthorized: false,
        agent: false,
        ...certificate,
      })
      sent.end(
        new URLSearchParams({
          grant_type: 'client_credentials',
          resource: audiences[kind],
          scope: 'read',
        }).toString(),
      )
      const [response] = await once(sent, 'response')
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      return JSON.parse(Buffer.concat(chunks).toString())
    },
    async close() {
      await trusting.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
