/** A process with one route on Fastify, under our guard or, without a way, under none. Prints its port. */
import type { AddressInfo } from 'node:net'
import { createGuard } from '@postern/guard'
import { fastifyGuard } from '@postern/guard/fastify'
import { fastify } from 'fastify'
import type { ApiSettings } from '../scripts/compare-guards/guarded-handlers.ts'

export interface FastifyTask {
  readonly settings: ApiSettings
  readonly isGuarded: boolean
}

const { settings, isGuarded } = JSON.parse(process.argv[2] ?? '') as FastifyTask
const { issuer, audience, clientId, clientSecret } = settings
const app = fastify()
if (isGuarded) {
  const introspection = { clientId, clientSecret }
  const guard = createGuard({ issuer, audience, introspection, fetch, now: Date.now, onEvent: () => {} })
  await app.register(fastifyGuard, { guard })
}
app.get('/news', async () => ({ news: 'none', end: true }))
await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${JSON.stringify({ port: (app.server.address() as AddressInfo).port })}\n`)
