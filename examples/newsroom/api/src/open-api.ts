import { fastifySwagger } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { problemSchema } from './schemas.ts'

/** Describes the routes that are registered afterwards, out of their own schemas, at `GET /api/openapi.json`. */
export async function collectOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'The newsroom',
        version: '0.1.0',
        description:
          'News for everyone, and a personal feed, a quote and an editor’s desk for whoever brings an access token of ZITADEL. Every error is a problem (RFC 9457). Times are milliseconds since the epoch.',
      },
      components: {
        securitySchemes: {
          accessToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'Issued for this API: its project must be in the audience.',
          },
        },
      },
      security: [{ accessToken: [] }],
    },
    // Each route names its problems alike, so the document says them once.
    transform: ({ schema, url }) => ({
      schema: { ...schema, response: { ...Object(schema?.response), default: problemSchema } },
      url,
    }),
  })
  app.get('/api/openapi.json', { schema: { hide: true }, config: { guard: 'public' } }, async (_, reply) => {
    reply.header('cache-control', 'public, max-age=60')
    return app.swagger()
  })
}

const uncalled = (): never => {
  throw new Error('a description calls nothing')
}

/** The same document without a server. */
export async function openApiDocument(): Promise<object> {
  const app = await buildApp({
    guard: {
      issuer: 'https://id.example.com',
      introspection: { clientId: 'newsroom', clientSecret: 'none' },
      audience: 'newsroom',
      fetch: () => Promise.reject(new Error('a description asks nobody')),
    },
    evictionsSecret: null,
    database: {
      news: uncalled,
      newsAbout: uncalled,
      publish: uncalled,
      topicsOf: uncalled,
      chooseTopics: uncalled,
      lastQuoteOf: uncalled,
      rememberQuote: uncalled,
      close: async () => undefined,
    },
    pageOrigin: null,
    now: () => 0,
    randomBelow: () => 0,
    newId: () => 'none',
    log: { write: () => undefined },
  })
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}
