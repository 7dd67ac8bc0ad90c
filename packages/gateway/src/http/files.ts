import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** A name that a bundler made from the content: it never changes its content. */
const hashedAsset = /[/\\]assets[/\\][^/\\]+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/

/** Serves the application's files: hashed ones for ever, everything else asked for anew each time. */
export async function files(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: directory,
    serveDotFiles: false,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = hashedAsset.test(path)
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}

/** Addresses that only the application's router knows: navigations to something that is not a file. */
export function isNavigation({ method, url, headers }: FastifyRequest): boolean {
  const last = url.slice(url.lastIndexOf('/') + 1)
  return (
    (method === 'GET' || method === 'HEAD') &&
    (headers.accept ?? '').includes('text/html') &&
    !url.startsWith('/assets/') &&
    !last.replace(/\?.*$/, '').includes('.')
  )
}

export const sendApplication = (reply: FastifyReply): FastifyReply => reply.code(200).sendFile('index.html')
