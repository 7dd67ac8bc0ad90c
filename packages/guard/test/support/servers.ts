import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import * as inExpress from '../../src/adapters/express.ts'
import { fastifyGuard } from '../../src/adapters/fastify.ts'
import { fetchGuard } from '../../src/adapters/fetch.ts'
import { honoGuard } from '../../src/adapters/hono.ts'
import { nodeGuard, peerOf } from '../../src/adapters/node.ts'
import type { Guard, Principal, Refusal, Rule } from '../../src/index.ts'

/** The same API on every server that there is an adapter for. */
export interface Api {
  readonly url: string
  close(): Promise<void>
}

/** `strict`, `optional` and so on: the rule of each route of the API. */
export type Rules = Readonly<Record<string, Rule>>

type Start = (guard: Guard, rules: Rules, onRefusal: (refusal: Refusal) => void) => Promise<Api>

const correlationOf = () => 'correlation-1'
const answer = (principal: Principal | null) => ({ subject: principal?.subject ?? null })

export const servers: Readonly<Record<string, Start>> = {
  async 'node:http'(guard, rules, onRefusal) {
    const guarded = nodeGuard(guard, { onRefusal, correlationOf })
    const routes = new Map(
      Object.entries(rules).map(([name, rule]) => [
        `/api/${name}`,
        guarded(rule, (_, response, principal) => void response.end(JSON.stringify(answer(principal)))),
      ]),
    )
    return listening(
      createServer((request, response) => void routes.get(pathOf(request))?.(request, response)),
    )
  },

  async Fastify(guard, rules, onRefusal) {
    const app = fastify({
      genReqId: correlationOf,
      http: { maxHeaderSize: 65_536 },
      logger: { stream: { write: (line) => tellRefusal(line, onRefusal) } },
    })
    await app.register(fastifyGuard, { guard })
    for (const [name, rule] of Object.entries(rules))
      app.all(`/api/${name}`, { config: { guard: rule } }, async (request) => answer(request.principal))
    await app.listen({ port: 0, host: '127.0.0.1' })
    return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, close: () => app.close() }
  },

  async 'Express 5'(guard, rules, onRefusal) {
    const guarded = inExpress.expressGuard(guard, { onRefusal, correlationOf })
    const router = express.Router()
    for (const [name, rule] of Object.entries(rules))
      router.all(
        `/${name}`,
        guarded(rule),
        (request, response) => void response.json(answer(inExpress.callerOf(request))),
      )
    // a router below a path sees a shorter url
    return listening(createServer(express().disable('x-powered-by').use('/api', router)))
  },

  async Hono(guard, rules, onRefusal) {
    const guarded = honoGuard(guard, { onRefusal, correlationOf, peerOf: ({ env }) => peerOf(env.incoming) })
    const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>()
    for (const [name, rule] of Object.entries(rules))
      app.all(`/api/${name}`, guarded(rule), (context) => context.json(answer(context.get('principal'))))
    return listening(
      createServer(
        (request, response) => void bridge(request, response, (one) => app.fetch(one, { incoming: request })),
      ),
    )
  },

  async fetch(guard, rules, onRefusal) {
    const guarded = fetchGuard<IncomingMessage>(guard, {
      onRefusal,
      correlationOf,
      peerOf: (_, incoming) => peerOf(incoming),
    })
    const routes = new Map(
      Object.entries(rules).map(([name, rule]) => [
        `/api/${name}`,
        guarded(rule, (_, principal) => Response.json(answer(principal))),
      ]),
    )
    return listening(
      createServer((request, response) => {
        const route = routes.get(pathOf(request))
        if (route !== undefined) void bridge(request, response, (one) => route(one, request))
      }),
    )
  },
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? ''

async function listening(server: Server): Promise<Api> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What a runtime with `fetch` handlers does with a request: no field of its header is lost. */
async function bridge(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: Request) => Response | Promise<Response>,
): Promise<void> {
  const headers = new Headers()
  const { rawHeaders, method = 'GET', url = '' } = request
  for (let index = 0; index < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '')
  const answered = await handle(new Request(`http://127.0.0.1${url}`, { method, headers }))
  response
    .writeHead(answered.status, Object.fromEntries(answered.headers))
    .end(Buffer.from(await answered.arrayBuffer()))
}

/** Fastify has a log of its own. */
function tellRefusal(line: string, onRefusal: (refusal: Refusal) => void): void {
  const entry = JSON.parse(line) as Refusal & { event?: string }
  if (entry.event === 'guard.refused') onRefusal(entry)
}
