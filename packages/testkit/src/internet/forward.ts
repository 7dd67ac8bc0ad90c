import { type IncomingMessage, request as open } from 'node:http'
import type { HttpRequest, HttpResponse } from '@postern/protocol'
import type { Handler } from './faults.ts'

/**
 * A handler that sends a request on to a real server on loopback, one connection each. The server sees the origin that was asked for
 * in `Host`. Redirects come back as they are.
 */
export function forwardTo(baseUrl: string): Handler {
  const base = new URL(baseUrl)
  return async (request) => {
    const url = new URL(request.url)
    return await new Promise<HttpResponse>((resolve, reject) => {
      const outgoing = open(
        {
          host: base.hostname.replace(/^\[|\]$/g, ''),
          port: base.port,
          method: request.method,
          path: `${url.pathname}${url.search}`,
          headers: { ...request.headers, host: url.host, ...lengthOf(request) },
          agent: false,
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        },
        (incoming) => readResponse(incoming).then(resolve, reject),
      )
      outgoing.on('error', reject)
      outgoing.end(request.body)
    })
  }
}

function lengthOf({ body }: HttpRequest): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(body.byteLength) }
}

async function readResponse(incoming: IncomingMessage): Promise<HttpResponse> {
  const parts: Uint8Array[] = []
  for await (const part of incoming) parts.push(part as Uint8Array)
  const headers: Record<string, string> = {}
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    if (name !== 'set-cookie' && values !== undefined) headers[name] = values.join(', ')
  }
  return { status: incoming.statusCode ?? 0, headers, body: new Uint8Array(Buffer.concat(parts)) }
}
