import { fastifySwagger } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
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
