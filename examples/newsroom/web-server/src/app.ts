import fastifyStatic from '@fastify/static'
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify'
import type { PageConfiguration } from './page-configuration.ts'
import { securityHeaders } from './security-headers.ts'

export interface AppDeps {
  /** Folder of the built page. */
  readonly directory: string
  readonly configuration: PageConfiguration
}

/**
 * Builds the server of a page that logs in by itself, not yet listening: files, one public document that says which ZITADEL and which
 * API they are for, and headers. It sees no token, no code and no session; any server of static files can take its place.
 */
export async function buildApp({ directory, configuration }: AppDeps): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: 1, requestTimeout: 10_000 })
  const headers = securityHeaders(configuration)
  app.addHook('onRequest', async (_, reply) => void reply.headers(headers))
  // Before the files: a document of that name among them is another form's.
  app.get('/config.json', async (_, reply) => reply.header('cache-control', 'no-cache').send(configuration))
  await app.register(fastifyStatic, {
    root: directory,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', isHashed(path) ? forEver : 'no-cache'),
  })
  app.setNotFoundHandler((request, reply) =>
    isNavigation(request) ? reply.code(200).sendFile('index.html') : reply.code(404).send(),
  )
  return app
}

const forEver = 'public, max-age=31536000, immutable'

/** A name that the bundler made from the content. */
const isHashed = (path: string): boolean => /[/\\]assets[/\\][^/\\]+-[\w-]{8,}\.[a-z0-9]+$/.test(path)

/** An address that only the page's own router knows, such as the callback. */
const isNavigation = ({ method, url, headers: { accept = '' } }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  accept.includes('text/html') &&
  !(url.split('?', 1)[0] ?? '').includes('.')
