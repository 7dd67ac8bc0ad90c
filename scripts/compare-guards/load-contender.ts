import type { ContenderName } from './contenders.ts'
import type { ApiSettings, GuardedHandlers } from './guarded-handlers.ts'

type Make = (settings: ApiSettings) => GuardedHandlers | Promise<GuardedHandlers>

/** Loads what a contender is made of, and nothing of the others. */
export const loadContender: Readonly<Record<ContenderName, () => Promise<Make>>> = {
  'postern-asks': async () => (await import('./contenders/postern.ts')).asking,
  'postern-verifies': async () => (await import('./contenders/postern.ts')).verifying,
  'oauth4webapi-asks': async () => (await import('./contenders/oauth4webapi.ts')).asking,
  'oauth4webapi-verifies': async () => (await import('./contenders/oauth4webapi.ts')).verifying,
  'openid-client': async () => (await import('./contenders/openid-client.ts')).asking,
  'passport-zitadel': async () => (await import('./contenders/passport-zitadel.ts')).asking,
  'express-oauth2-jwt-bearer': async () =>
    (await import('./contenders/express-oauth2-jwt-bearer.ts')).verifying,
  'express-oauth2-jwt-bearer-strict': async () =>
    (await import('./contenders/express-oauth2-jwt-bearer.ts')).verifyingStrictly,
}
