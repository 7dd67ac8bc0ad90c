import { auth, claimCheck } from 'express-oauth2-jwt-bearer'
import { type ApiSettings, type GuardedHandlers, isEditor } from '../guarded-handlers.ts'

export const verifying = (settings: ApiSettings) => handlersOf(settings, {})
export const verifyingStrictly = (settings: ApiSettings) => handlersOf(settings, { strict: true })

function handlersOf(settings: ApiSettings, more: { readonly strict?: boolean }): GuardedHandlers {
  const { issuer, audience } = settings
  const guarded = auth({ issuerBaseURL: issuer, audience, ...more })
  return { guarded: [guarded], editorsOnly: [guarded, claimCheck((claims) => isEditor(claims, settings))] }
}
