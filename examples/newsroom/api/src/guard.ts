import { createEvictions, createGuard, type GuardOptions, requireRole } from '@postern/guard'
import { fastifyEvictions, fastifyGuard } from '@postern/guard/fastify'
import type { FastifyInstance } from 'fastify'

/** The ways to judge a token: by asking ZITADEL, with this API's secret or key, or by its signature alone. */
export const judgedBy = {
  basic: (clientId: string, clientSecret: string | (() => string)) => ({
    introspection: { clientId, clientSecret },
  }),
  key: (keyFile: unknown, randomBytes: (length: number) => Uint8Array<ArrayBuffer>) => ({
    introspection: { keyFile, randomBytes },
  }),
  jwt: () => ({ jwt: { profile: 'zitadel' }, mode: 'offline' }) as const,
}

/** What a route says that is for editors: `{ config: forEditors }`. Saying nothing asks for a good token. */
export const forEditors = { guard: { demands: [requireRole('editor')] } }

/** Guards every route that comes after, and lets whoever has `secret` tell of ended logins. */
export async function guarded(
  app: FastifyInstance,
  { secret, ...options }: Omit<GuardOptions, 'onEvent'> & { readonly secret: Uint8Array | null },
) {
  const guard = createGuard({ ...options, onEvent: ({ severity, ...event }) => app.log[severity](event) })
  await app.register(fastifyGuard, { guard })
  if (secret === null) return guard
  const evictions = createEvictions({ guard, secret, now: options.now })
  await app.register(fastifyEvictions, { evictions, path: '/evictions' })
  return guard
}
