import { fastifyCors } from '@fastify/cors'
import { GuardError, type GuardOptions } from '@postern/guard'
import { fastify, type FastifyInstance } from 'fastify'
import type { Database } from './database/database.ts'
import { handleError, sendProblem } from './errors.ts'
import { guarded } from './guard.ts'
import { collectOpenApi } from './open-api.ts'
import { editors } from './routes/editors.ts'
import { news } from './routes/news.ts'
import { personal } from './routes/personal.ts'

export interface AppDeps {
  readonly guard: Omit<GuardOptions, 'onEvent' | 'now'>
  /** Shared with the gateway, which tells of ended logins by it; `null`: nobody does. */
  readonly evictionsSecret: Uint8Array | null
  /** Closed with the app. */
  readonly database: Database
  /** The one origin whose pages may call this API themselves; `null` for none. */
  readonly pageOrigin: string | null
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** A random whole number from 0 to below its argument. */
  readonly randomBelow: (limit: number) => number
  /** A new name: of a request, which finds its lines in the log, or of an article. */
  readonly newId: () => string
  readonly log: { write(line: string): void }
}

/**
 * Builds the newsroom's API, not yet listening.
 *
 * The guard stands before every route; only the news, the description of the API and what carries a signature of its own say that they
 * are public.
 *
 * @throws GuardError `CONFIGURATION_INVALID`; when made ready also for an issuer that is not the configured one. An issuer that is
 * only not there yet is waited for by answering 503.
 */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { database, pageOrigin, evictionsSecret, now, log } = deps
  const app = fastify({
    bodyLimit: 16_384,
    requestTimeout: 10_000,
    genReqId: deps.newId,
    // a topic that is not offered is an error, not something to leave out silently
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    logger: {
      stream: log,
      // no query: whoever sends a token there by mistake shall not find it in the log
      serializers: { req: ({ method, url }) => ({ method, path: url?.split('?', 1)[0] }) },
    },
  })
  app.setErrorHandler(handleError)
  app.setNotFoundHandler((request, reply) => sendProblem('NOT_FOUND', request, reply))
  app.addHook('onSend', async (_, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  app.addHook('onClose', () => database.close())

  // Before the guard: a preflight brings no token (Fetch §4.8).
  if (pageOrigin !== null) await app.register(fastifyCors, sharedWith(pageOrigin))
  const guard = await guarded(app, { ...deps.guard, now, secret: evictionsSecret })
  app.addHook('onReady', async () => {
    try {
      await guard.prepare()
    } catch (error) {
      if (!(error instanceof GuardError) || error.reason !== 'issuer_unreachable') throw error
      app.log.warn({ event: 'guard.issuer_failed', detail: error.message }, 'the issuer is not there yet')
    }
  })
  await collectOpenApi(app)
  await app.register(news, deps)
  await app.register(personal, deps)
  await app.register(editors, deps)
  return app
}

/** One origin to the letter, and no cookie: what a page may do here, it may do by the token that it brings (CSRF-3). */
const sharedWith = (origin: string) => ({
  origin: [origin],
  credentials: false,
  methods: ['GET', 'PUT', 'POST'],
  allowedHeaders: ['authorization', 'content-type'],
  exposedHeaders: ['www-authenticate'],
  maxAge: 600,
})
