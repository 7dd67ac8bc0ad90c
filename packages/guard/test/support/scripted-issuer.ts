import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it arrived. */
export interface Call {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly form: URLSearchParams
}

/** An issuer on loopback that says what the test tells it to. */
export interface ScriptedIssuer {
  readonly issuer: string
  readonly endpoint: string
  /** Introspection calls in the order of their arrival. */
  readonly calls: readonly Call[]
  readonly discoveries: () => number
  metadata: Record<string, unknown>
  /** What a token is answered. A function of the token, or how to write the answer by hand. */
  answer: (call: Call) => unknown
  /** Writes the answer by hand; before `answer`. */
  reply: ((call: Call, response: ServerResponse) => void | Promise<void>) | undefined
  close(): Promise<void>
}

export async function startScriptedIssuer(): Promise<ScriptedIssuer> {
  const calls: Call[] = []
  let discoveries = 0
  const server = createServer(async (request, response) => {
    const call = await read(request)
    response.setHeader('content-type', 'application/json')
    if (call.url === '/.well-known/openid-configuration') {
      discoveries += 1
      response.end(JSON.stringify(scripted.metadata))
      return
    }
    calls.push(call)
    if (scripted.reply) return scripted.reply(call, response)
    response.end(JSON.stringify(await scripted.answer(call)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const endpoint = `${issuer}/oauth/v2/introspect`
  const scripted: ScriptedIssuer = {
    issuer,
    endpoint,
    calls,
    discoveries: () => discoveries,
    metadata: {
      issuer,
      introspection_endpoint: endpoint,
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
    },
    answer: () => ({ active: false }),
    reply: undefined,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return scripted
}

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { method = '', url = '', headers } = request
  return { method, url, headers, form: new URLSearchParams(Buffer.concat(chunks).toString()) }
}
