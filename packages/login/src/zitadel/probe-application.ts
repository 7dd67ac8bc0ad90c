import { encodeBase64Url, type HttpClient, type Now, type RandomBytes } from '@postern/protocol'
import { checkSettings, type LoginSettings } from '../settings.ts'
import { createDeprecations } from './deprecations.ts'
import { createDiscovery } from './discovery.ts'
import { createIssuerClock } from './issuer-clock.ts'
import { createIssuerHttp } from './issuer-http.ts'
import { createIssuerPace } from './issuer-pace.ts'
import { createTokenEndpoint } from './token-endpoint.ts'

/**
 * Asks whether the issuer takes the application's key, and leaves nothing behind: it revokes a token that nobody has, which is a success
 * for a client that is known (contract 7.3, RFC 7009 §2.2).
 *
 * Rejects with `ISSUER_REFUSED` or `TOKEN_REFUSED` when the key is not taken, or with what the call failed with.
 */
export async function probeApplication(
  given: LoginSettings,
  deps: { readonly http: HttpClient; readonly now: Now; readonly randomBytes: RandomBytes },
): Promise<void> {
  const settings = checkSettings(given)
  const { now, randomBytes } = deps
  const call = createIssuerHttp({
    ...deps,
    clock: createIssuerClock(now),
    pace: createIssuerPace(now),
    deprecations: createDeprecations({ now, events: () => undefined }),
  })
  const discovery = createDiscovery({ ...settings, call, now, timeoutMs: settings.callTimeoutMs })
  const endpoint = createTokenEndpoint({ settings, call, discovery, now, randomBytes })
  await endpoint.revoke(encodeBase64Url(randomBytes(32)))
}
