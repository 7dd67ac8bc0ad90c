import { createGuard, requireRole } from '@postern/guard'
import { expressGuard } from '@postern/guard/express'
import type { ApiSettings, GuardedHandlers } from '../guarded-handlers.ts'

const common = { fetch, now: Date.now, onEvent: () => {} }

export const asking = ({ issuer, audience, projectId, clientId, clientSecret }: ApiSettings) =>
  handlersOf(
    createGuard({ issuer, audience, projectId, introspection: { clientId, clientSecret }, ...common }),
  )

export const verifying = ({ issuer, audience, projectId, profile }: ApiSettings) =>
  handlersOf(createGuard({ issuer, audience, projectId, jwt: { profile }, mode: 'offline', ...common }))

function handlersOf(guard: ReturnType<typeof createGuard>): GuardedHandlers {
  const guarded = expressGuard(guard, { onRefusal: () => {} })
  return { guarded: [guarded()], editorsOnly: [guarded({ demands: [requireRole('editor')] })] }
}
