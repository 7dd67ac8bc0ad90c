import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiSettings } from './guarded-handlers.ts'

type Json = Readonly<Record<string, unknown>>

/** An issuer on loopback whose every answer, signature and failure is in the hands of who measures. */
export interface Issuer {
  readonly settings: ApiSettings
  readonly publicKey: KeyObject
  /** The header and the claims of a good token; `undefined` leaves a member out. */
  header(over?: Json): Json
  claims(over?: Json): Json
  /** Signs whatever it is told to, texts and bytes as they are. */
  jwt(header: Json | string, claims: Json | string | Uint8Array): string
  /** An opaque token about which the issuer says this; a text is sent as it is. */
  opaque(said: Json | string, status?: number): string
  /** `silent`: connections are taken and nothing is answered; `gone`: none is taken. */
  be(state: 'well' | 'silent' | 'gone'): Promise<void>
  /** Every answer comes so much later. */
  delayMs: number
  /** The paths that were asked for. */
  readonly calls: string[]
  close(): Promise<void>
}

export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = { ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256', use: 'sig' }
  const said = new Map<string, Answer>()
  const calls: string[] = []
  let isSilent = false

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', settings.issuer)
    calls.push(pathname)
    if (isSilent) return
    const form = new URLSearchParams(await textOf(request))
    setTimeout(() => answer(pathname, form, response), issuer.delayMs)
  })
  // what waits for its turn in a measurement keeps its connections
  server.keepAliveTimeout = 0
  const listen = async (port: number): Promise<void> => {
    server.listen({ port, host: '127.0.0.1', backlog: 2_048 })
    await once(server, 'listening')
  }
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo

  const settings: ApiSettings = {
    issuer: `http://127.0.0.1:${port}`,
    audience: 'https://api.example',
    projectId: '311',
    clientId: 'api-client',
    clientSecret: randomBytes(16).toString('hex'),
    profile: 'rfc9068',
  }

  function answer(path: string, form: URLSearchParams, response: ServerResponse): void {
    const answers: Readonly<Record<string, Answer>> = {
      '/.well-known/openid-configuration': good(metadata(settings.issuer)),
      '/keys': good({ keys: [key] }),
      '/introspect': said.get(form.get('token') ?? '') ?? good({ active: false }),
    }
    const { status, text } = answers[path] ?? { status: 404, text: '{}' }
    response.writeHead(status, { 'content-type': 'application/json' }).end(text)
  }

  const issuer: Issuer = {
    settings,
    publicKey,
    calls,
    delayMs: 0,
    header: (over = {}) => defined({ alg: 'RS256', kid: '1', typ: 'at+jwt', ...over }),
    claims(over = {}) {
      const iat = Math.floor(Date.now() / 1000)
      const { issuer: iss, audience: aud } = settings
      const jti = randomBytes(8).toString('hex')
      return defined({ iss, aud, sub: 'ada', client_id: 'app', jti, iat, exp: iat + 600, ...over })
    },
    jwt(header, claims) {
      const signed = `${encode(header)}.${encode(claims)}`
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
    },
    opaque(body, status = 200) {
      const token = randomBytes(24).toString('base64url')
      said.set(token, { status, text: typeof body === 'string' ? body : JSON.stringify(body) })
      return token
    },
    async be(state) {
      isSilent = state === 'silent'
      if (state === 'gone') await stop()
      else if (!server.listening) await listen(port)
    },
    close: stop,
  }
  return issuer
}

interface Answer {
  readonly status: number
  readonly text: string
}

const good = (body: object): Answer => ({ status: 200, text: JSON.stringify(body) })

const metadata = (issuer: string) => ({
  issuer,
  jwks_uri: `${issuer}/keys`,
  introspection_endpoint: `${issuer}/introspect`,
  introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
  id_token_signing_alg_values_supported: ['RS256'],
})

/** One part of a JWT. */
export const encode = (value: Json | string | Uint8Array): string =>
  Buffer.from(
    typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value),
  ).toString('base64url')

const defined = (object: Json): Json =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
