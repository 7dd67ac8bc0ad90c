import { evictionSignatureHeader } from '@postern/protocol'
import type { FastifyInstance } from 'fastify'
import { type Evictions, maxEvictionBytes } from '../eviction/evictions.ts'
import { viewOf } from './view.ts'

/**
 * Takes messages about ended logins by POST at `path`, in a scope of its own: their bodies are judged as the bytes that were signed.
 * They carry a signature and no token. The path is for whoever sends them and not for the internet.
 */
export async function fastifyEvictions(
  app: FastifyInstance,
  { evictions, path }: { readonly evictions: Evictions; readonly path: string },
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxEvictionBytes }, (_, body, done) =>
    done(null, body),
  )
  app.post(path, { config: { guard: 'public' } }, async (request, reply) => {
    const signature = viewOf(request.raw).headers.get(evictionSignatureHeader)
    const message = request.body instanceof Uint8Array ? request.body : new Uint8Array()
    const { status, headers, body, reason } = await evictions.receive(message, signature)
    if (reason !== null) request.log.warn({ event: 'guard.eviction_refused', reason }, 'refused by the guard')
    return reply
      .code(status)
      .headers(headers)
      .send(body ?? undefined)
  })
}
