import {
  type HttpResponse,
  type Introspection,
  parseIntrospection,
  parseJson,
  ProtocolError,
  readOAuthError,
} from '@postern/protocol'
import { GuardError } from '../errors.ts'
import { ask } from '../issuer/ask.ts'
import type { MetadataReader } from '../issuer/metadata.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import { createClientAuthentication, type Prove } from './client-authentication.ts'

export type Introspect = (token: string) => Promise<Introspection>

/**
 * Asks the issuer about a token: RFC 7662 §2.1, by POST, the token in the body only (INTRO-1), the guard authenticated. A credential that
 * is refused is read again and, if it was replaced, the question asked once more.
 *
 * The function throws GuardErrors with the code `JUDGEMENT_UNAVAILABLE`: whatever goes wrong here is not the caller's fault.
 */
export function createIntrospect(
  settings: Settings,
  issuer: IssuerSettings & { readonly introspection: NonNullable<IssuerSettings['introspection']> },
  metadata: MetadataReader,
): Introspect {
  const authentication = createClientAuthentication(issuer.issuer, issuer.introspection, settings.now)

  async function askBy(prove: Prove, endpoint: string, token: string): Promise<HttpResponse> {
    const proof = await prove()
    return ask(settings, 'guard.introspection', endpoint, {
      method: 'POST',
      headers: {
        ...proof.headers,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: new URLSearchParams({ token, token_type_hint: 'access_token', ...proof.form }).toString(),
    })
  }

  return async (token) => {
    const endpoint = issuer.introspection.endpoint ?? (await metadata.read()).introspectionEndpoint
    const prove = authentication.current()
    const first = await askBy(prove, endpoint, token)
    const renewed = isCredentialRefused(first) ? authentication.renew(prove) : undefined
    const response = renewed === undefined ? first : await askBy(renewed, endpoint, token)
    if (response.status === 404) metadata.forget()
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
function isCredentialRefused(response: HttpResponse): boolean {
  const { status } = response
  const error = status === 200 ? '' : errorOf(response)
  return status === 401 || status === 403 || error === 'unauthorized_client' || error === 'invalid_client'
}

/** A word of the standard and nothing that could quote what was sent. */
function errorOf({ body }: HttpResponse): string {
  const stated = readOAuthError(parseJson(body))?.error ?? ''
  return /^[a-z_]{1,40}$/.test(stated) ? stated : 'no error code'
}

function failureOf(response: HttpResponse, endpoint: string): GuardError {
  const { status } = response
  const says = `${endpoint} answered ${status} (${errorOf(response)})`
  if (isCredentialRefused(response)) {
    return new GuardError(
      'credential_refused',
      `the issuer refuses the client id or secret (or key) of this API: ${says}. Was it generated anew, or is the application ` +
        'removed, of another instance, or made for another method of authentication?',
    )
  }
  return status >= 500 || status === 404 || status === 429
    ? new GuardError('issuer_unreachable', says)
    : new GuardError('answer_unusable', says)
}
