import type { HttpClient, HttpResponse, Now, RandomBytes } from '@postern/protocol'
import type { LoginEvents } from '../events.ts'
import type { LoginClientCredential } from './credential/key-file.ts'
import { requestServiceToken } from './credential/service-token.ts'
import { createDeprecations } from './deprecations.ts'
import { createDiscovery } from './discovery.ts'
import { createIssuerClock } from './issuer-clock.ts'
import { createIssuerHttp } from './issuer-http.ts'
import { createIssuerPace } from './issuer-pace.ts'
import { oneFlight } from './one-flight.ts'

export interface ServiceCallerSettings {
  /** ZITADEL's issuer, character by character. */
  readonly issuer: string
  /** Lets the issuer be plain http on this machine. Saying nothing means https only (DISC-2). */
  readonly allowPlainHttpOnLoopback?: boolean
  readonly credential: LoginClientCredential
  /** Time limit of every call. Default 10000. */
  readonly callTimeoutMs?: number
}

export interface ServiceCallerDeps {
  readonly http: HttpClient
  readonly now: Now
  readonly randomBytes: RandomBytes
  readonly events?: LoginEvents
}

/** Calls to ZITADEL's APIs by a service account. Whoever builds the path escapes what is variable. */
export interface ServiceCaller {
  /**
   * Any status is an answer. Rejects with a `LoginError` when there is none, when the issuer is not the one that was named, or when it
   * does not take the account's key.
   */
  send(call: {
    readonly method: 'GET' | 'POST' | 'DELETE'
    readonly path: string
    readonly body?: object
  }): Promise<HttpResponse>
}

/**
 * A way to ZITADEL's APIs for a service account that is not the login client: for who sets ZITADEL up, not for logins. Its permissions
 * are not looked at. The token stays in memory, and is fetched once.
 */
export function createServiceCaller(settings: ServiceCallerSettings, deps: ServiceCallerDeps): ServiceCaller {
  const { issuer, credential, allowPlainHttpOnLoopback = false, callTimeoutMs: timeoutMs = 10_000 } = settings
  const { now, randomBytes, events = () => undefined } = deps
  const clock = createIssuerClock(now)
  const deprecations = createDeprecations({ now, events })
  const call = createIssuerHttp({ http: deps.http, now, clock, pace: createIssuerPace(now), deprecations })
  const discovery = createDiscovery({ issuer, allowPlainHttpOnLoopback, call, now, timeoutMs })
  let known: string | undefined
  const bearer = oneFlight(async () => {
    // Nothing is sent to an issuer that does not say that it is the one.
    if (known === undefined) await discovery()
    if (credential.kind === 'personal_access_token') known = credential.token
    else
      known ??= (
        await requestServiceToken(credential.key, {
          issuer,
          call,
          discovery,
          clock,
          now,
          randomBytes,
          timeoutMs,
        })
      ).token
    return known
  })
  return {
    async send({ method, path, body }) {
      const token = await bearer()
      return call(
        {
          method,
          url: `${new URL(issuer).origin}${path}`,
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) }),
        },
        timeoutMs,
      )
    },
  }
}
