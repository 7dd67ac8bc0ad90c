import {
  type HttpResponse,
  type Introspection,
  parseIntrospection,
  parseJson,
  ProtocolError,
  readOAuthError,
} from '@postern/protocol'
import { GuardError } from '../errors.ts'
import type { Settings } from '../options.ts'
import { ask } from './ask.ts'
import { basicCredential } from './basic-credential.ts'
import type { EndpointFinder } from './find-endpoint.ts'

export type Introspect = (token: string) => Promise<Introspection>

/**
 * Asks the issuer about a token: RFC 7662 §2.1, by POST, the token in the body only (INTRO-1), the guard authenticated by Basic.
 *
 * The function throws GuardErrors with the code `JUDGEMENT_UNAVAILABLE`: whatever goes wrong here is not the caller's fault.
 */
export function createIntrospect(settings: Settings, endpoints: EndpointFinder): Introspect {
  const { introspection } = settings
  const headers = {
    authorization: basicCredential(introspection.clientId, introspection.clientSecret),
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  }
  return async (token) => {
    const endpoint = await endpoints.find()
    const body = new URLSearchParams({ token, token_type_hint: 'access_token' }).toString()
    const response = await ask(settings, endpoint, { method: 'POST', headers, body })
    if (response.status === 404) endpoints.forget()
    if (response.status !== 200) throw failureOf(response, endpoint)
    try {
      return parseIntrospection(response)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      throw new GuardError('answer_unusable', `${endpoint}: ${error.message}`)
    }
  }
}

/** ZITADEL answers bad credentials of the introspecting client with 400, never 401 (contract 1.6, 7.1). */
function failureOf({ status, body }: HttpResponse, endpoint: string): GuardError {
  const stated = readOAuthError(parseJson(body))?.error ?? ''
  // a word of the standard and nothing that could quote what was sent
  const error = /^[a-z_]{1,40}$/.test(stated) ? stated : 'no error code'
  const says = `${endpoint} answered ${status} (${error})`
  if (status === 401 || status === 403 || error === 'unauthorized_client' || error === 'invalid_client') {
    return new GuardError(
      'credential_refused',
      `the issuer refuses the client id or secret of this API: ${says}. Was the secret generated anew, or is the application ` +
        'removed, of another instance, or without Basic?',
    )
  }
  return status >= 500 || status === 404 || status === 429
    ? new GuardError('issuer_unreachable', says)
    : new GuardError('answer_unusable', says)
}
