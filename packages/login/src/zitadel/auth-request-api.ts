import { isJsonObject } from '@postern/protocol'
import { LoginError } from '../errors.ts'
import type { ZitadelApi } from './api.ts'

/** What ZITADEL keeps of an authorization request (contract 5.1). */
export interface AuthRequest {
  readonly id: string
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly loginHint: string
}

/** The OIDC service v2 as far as a login needs it (contract 5). */
export interface AuthRequestApi {
  read(id: string): Promise<AuthRequest>
  /** Links the session, once; gives the callback URL. Never repeated: parallel binds are not refused by ZITADEL (contract 5.3). */
  bind(id: string, session: { readonly sessionId: string; readonly sessionToken: string }): Promise<string>
  /** Ends a request that nobody will finish. */
  refuse(id: string): Promise<void>
}

export function createAuthRequestApi(api: ZitadelApi): AuthRequestApi {
  return {
    async read(id) {
      const { authRequest } = await api({ method: 'GET', path: pathOf(id), repeatable: true })
      if (!isJsonObject(authRequest))
        throw new LoginError('ISSUER_ANSWER_INVALID', 'auth request: not an object')
      const text = (name: string): string => {
        const value = authRequest[name]
        return typeof value === 'string' ? value : ''
      }
      const scope = authRequest['scope'] ?? []
      if (!Array.isArray(scope) || !scope.every((item) => typeof item === 'string')) {
        throw new LoginError('ISSUER_ANSWER_INVALID', 'auth request: scope is not a list of texts')
      }
      return {
        id: text('id'),
        clientId: text('clientId'),
        redirectUri: text('redirectUri'),
        scopes: scope,
        loginHint: text('loginHint'),
      }
    },
    async bind(id, session) {
      const { callbackUrl } = await api({ method: 'POST', path: pathOf(id), body: { session } })
      if (typeof callbackUrl !== 'string') throw new LoginError('CALLBACK_REJECTED', 'no callback URL')
      return callbackUrl
    },
    async refuse(id) {
      await api({
        method: 'POST',
        path: pathOf(id),
        body: { error: { error: 'ERROR_REASON_ACCESS_DENIED' } },
      })
    },
  }
}

const pathOf = (id: string): string => `/v2/oidc/auth_requests/${encodeURIComponent(id)}`
