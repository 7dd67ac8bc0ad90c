import type { HttpClient, Now, RandomBytes } from '@postern/protocol'
import type { JWTVerifyGetKey } from 'jose'
import type { LoginEvents } from '../events.ts'
import type { FactsReader } from '../facts/facts-reader.ts'
import { createFactsReader } from '../facts/facts-reader.ts'
import type { CheckedSettings } from '../settings.ts'
import type { Deployment } from '../sufficiency/facts.ts'
import { createApiTransport, createZitadelApi } from './api.ts'
import { createAuthRequestApi } from './auth-request-api.ts'
import type { AuthorizationDeps } from './authorization.ts'
import { createLoginClient } from './credential/login-client.ts'
import { createDeprecations } from './deprecations.ts'
import { createDiscovery } from './discovery.ts'
import { createHoldings } from './driver-state.ts'
import { createFactsPort } from './facts-port.ts'
import { createIssuerClock } from './issuer-clock.ts'
import { createIssuerHttp } from './issuer-http.ts'
import { createIssuerPace, type IssuerPace } from './issuer-pace.ts'
import { createJwks } from './jwks.ts'
import { createSessionApi, type SessionApi } from './session-api.ts'
import { createTokenEndpoint } from './token-endpoint.ts'

export interface ZitadelDriverDeps {
  readonly http: HttpClient
  readonly now: Now
  readonly randomBytes: RandomBytes
  readonly deployment: Deployment
  readonly events: LoginEvents
}

/** What the driver works with. */
export interface ZitadelParts extends AuthorizationDeps {
  readonly now: Now
  readonly keys: JWTVerifyGetKey
  readonly logoutKeys: JWTVerifyGetKey
  readonly pace: IssuerPace
  readonly loginClient: ReturnType<typeof createLoginClient>
  readonly sessions: SessionApi
  readonly authRequests: ReturnType<typeof createAuthRequestApi>
  readonly tokenEndpoint: ReturnType<typeof createTokenEndpoint>
  readonly facts: FactsReader
  readonly holdings: ReturnType<typeof createHoldings>
}

/** Builds what the driver works with, once for each engine. */
export function createParts(settings: CheckedSettings, deps: ZitadelDriverDeps): ZitadelParts {
  const { http, now, randomBytes, deployment } = deps
  const clock = createIssuerClock(now)
  const pace = createIssuerPace(now)
  const call = createIssuerHttp({ http, now, clock, pace, deprecations: createDeprecations(deps) })
  const timeoutMs = settings.callTimeoutMs
  const discovery = createDiscovery({ ...settings, call, now, timeoutMs })
  const loginClient = createLoginClient({
    issuer: settings.issuer,
    source: settings.loginClient,
    applicationKey: settings.application.privateKey,
    call,
    discovery,
    clock,
    now,
    randomBytes,
    timeoutMs,
  })
  const transport = createApiTransport({ issuer: settings.issuer, call, timeoutMs, credential: loginClient })
  const api = createZitadelApi(transport)
  const shared = { settings, call, discovery, now, randomBytes }
  const readerOfKeys = createJwks({ call, discovery, now, timeoutMs })
  return {
    ...shared,
    pace,
    loginClient,
    loginClientId: () => loginClient.userId(),
    keys: readerOfKeys(),
    logoutKeys: readerOfKeys(),
    sessions: createSessionApi(api, settings.passwordTimeoutMs),
    authRequests: createAuthRequestApi(api),
    tokenEndpoint: createTokenEndpoint(shared),
    facts: createFactsReader({
      port: createFactsPort(transport),
      now,
      deployment,
      policyCacheSeconds: settings.policyCacheSeconds,
    }),
    holdings: createHoldings(),
  }
}
