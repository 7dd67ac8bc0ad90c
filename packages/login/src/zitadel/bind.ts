import { ProtocolError, parseCallback } from '@postern/protocol'
import { LoginError } from '../errors.ts'
import type { CheckedSettings } from '../settings.ts'
import type { AuthRequestApi } from './auth-request-api.ts'
import type { SentAuthorization } from './sent-authorization.ts'

export interface BindDeps {
  readonly settings: CheckedSettings
  readonly authRequests: AuthRequestApi
}

/**
 * Links a session to our authorization request and gives the code. ZITADEL links a session even if no factor was verified
 * (contract 5.4): whoever calls this has a proof of sufficiency for it (CRED-8).
 *
 * Once (ONE-BINDING): of parallel links ZITADEL may accept several and the last one wins (contract 5.3), so this is never repeated.
 * The callback is not visited but read like one that came over the network: the exact redirect URI, our state, one code, no error.
 */
export async function bindSession(
  sent: SentAuthorization,
  session: { readonly sessionId: string; readonly sessionToken: string },
  { settings, authRequests }: BindDeps,
): Promise<string> {
  const callbackUrl = await authRequests.bind(sent.id, session)
  try {
    const answer = parseCallback(callbackUrl, {
      redirectUri: settings.redirectUri,
      state: sent.state,
      issuer: settings.issuer,
      issuerParameterRequired: false,
    })
    if (answer.kind === 'error') throw new LoginError('CALLBACK_REJECTED', `callback: error ${answer.error}`)
    return answer.code
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    throw new LoginError('CALLBACK_REJECTED', `callback: ${cause.code}`, { cause })
  }
}
