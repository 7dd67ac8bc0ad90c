import { Agent, request as httpRequest } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import type { Json } from './exchange.ts'
import { publicHost } from './names.ts'
import type { Request } from './request.ts'
import { resolveFields, resolveValue, type Run } from './values.ts'

/** A request with everything filled in. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Sends what a request became, and gives the whole answer. */
export type Send = (sent: Sent) => Promise<Answer>

/** Fills in what was kept and computes what is late. */
export function prepare(request: Request, run: Run): Sent {
  const { content, type } = prepareBody(request, run)
  const query = formOf(resolveFields(request.query, run))
  const path = run.fill(request.path)
  return {
    method: request.method,
    path: query === '' ? path : `${path}?${query}`,
    headers: {
      host: publicHost,
      ...(type === undefined ? {} : { 'content-type': type }),
      ...texts(resolveFields(request.headers, run)),
      ...(content === undefined ? {} : { 'content-length': String(Buffer.byteLength(content)) }),
    },
    body: content,
  }
}

function prepareBody({ body }: Request, run: Run): { readonly content?: string; readonly type?: string } {
  if (body.type === 'none') return {}
  if (body.type === 'text')
    return { content: typeof body.text === 'string' ? body.text : String(body.text(run)) }
  if (body.type === 'json')
    return { content: JSON.stringify(resolveValue(body.value, run)), type: 'application/json' }
  return { content: formOf(resolveFields(body.fields, run)), type: 'application/x-www-form-urlencoded' }
}

/** Fields as a form has them. */
export function formOf(fields: Readonly<Record<string, Json>>): string {
  return new URLSearchParams(texts(fields)).toString()
}

function texts(fields: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))
}

/** Sends to a socket whatever the Host header says; connections are reused, as those of an application are. */
export function createSend(server: { readonly hostname: string; readonly port: number }): {
  readonly send: Send
  close(): void
} {
  const agent = new Agent({ keepAlive: true })
  const send: Send = ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const { hostname, port } = server
      const sending = httpRequest(
        { hostname, port, method, path, headers, agent, timeout: 60_000 },
        (response) => {
          const status = response.statusCode ?? 0
          const given = Object.entries(response.headers).map(([name, value]) => [name, String(value ?? '')])
          textOf(response).then(
            (text) => resolve({ status, headers: Object.fromEntries(given), text }),
            reject,
          )
        },
      )
      sending.on('timeout', () => sending.destroy(new Error('no answer within a minute')))
      sending.on('error', reject)
      sending.end(body)
    })
  return { send, close: () => agent.destroy() }
}
