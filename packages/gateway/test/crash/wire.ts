import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One call of the gateway to ZITADEL, with what ZITADEL answered. */
export interface WireCall {
  /** Without ids and query: `PATCH /v2/sessions/{id}`. */
  readonly place: string
  readonly path: string
  readonly status: number
  readonly location: string
  readonly json: Readonly<Record<string, unknown>>
}

export interface Wire {
  readonly port: number
  /** All calls that ZITADEL has answered, whether the answer arrived or not. */
  readonly calls: readonly WireCall[]
  close(): Promise<void>
}

export interface WireOptions {
  readonly zitadelPort: number
  readonly now: () => number
  /** Called before a call is passed on and before its answer is given back. `lose` breaks the connection instead. */
  readonly pause: (place: string, when: 'before' | 'after') => Promise<'pass' | 'lose'>
  /** Called with each call whose answer the gateway gets. */
  readonly onDelivered: (call: WireCall) => void
}

/** What lies between a gateway and its ZITADEL: passes calls on, and can stop or lose each of them. */
export async function createWire({ zitadelPort, now, pause, onDelivered }: WireOptions): Promise<Wire> {
  const calls: WireCall[] = []

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request)
    const path = (request.url ?? '').replace(/\?.*$/, '')
    const place = `${request.method} ${path.replace(/\/(V2_)?\d{6,}(?=\/|$)/g, '/{id}')}`
    if ((await pause(place, 'before')) === 'lose') return void response.destroy()
    const { status, headers, text } = await forward(zitadelPort, request, body)
    const done = { place, path, status, location: String(headers['location'] ?? ''), json: parse(text) }
    calls.push(done)
    if ((await pause(place, 'after')) === 'lose') return void response.destroy()
    onDelivered(done)
    // Node's server says the system's time; everybody here lives by the clock of the test.
    response.writeHead(status, { ...headers, date: new Date(now()).toUTCString() })
    response.end(text)
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function forward(port: number, { method, url, headers }: IncomingMessage, body: Buffer) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; text: string }>(
    (resolve, reject) => {
      const outgoing = send({ host: 'localhost', port, method, path: url, headers }, async (answer) => {
        const text = (await read(answer)).toString('utf8')
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text })
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    },
  )
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
