import { isSameSecret } from '@postern/protocol'
import { LoginError } from '../errors.ts'
import type { CheckedSettings } from '../settings.ts'
import type { AuthRequest } from './auth-request-api.ts'
import type { SentAuthorization } from './sent-authorization.ts'

const roleScope = /^urn:zitadel:iam:org:project:role:/

/**
 * Compares an authorization request as ZITADEL has it with what this flow sent, before it is used for anything (AUTHZ-7): id,
 * client, redirect URI and our tag equal; scopes among those sent and the project's roles (ZITADEL drops unknown scopes and adds
 * roles, contract 4.5); `openid` there.
 *
 * @throws {LoginError} `BINDING_REFUSED`
 */
export function checkAuthRequest(
  request: AuthRequest,
  sent: SentAuthorization,
  settings: CheckedSettings,
): void {
  const refuse = (what: string): never => {
    throw new LoginError('BINDING_REFUSED', `auth request: ${what} is not what was sent`)
  }
  if (request.id !== sent.id) refuse('id')
  if (request.clientId !== settings.application.clientId) refuse('client')
  if (request.redirectUri !== settings.redirectUri) refuse('redirect URI')
  if (!isSameSecret(request.loginHint, sent.tag)) refuse('login_hint')
  const foreign = request.scopes.filter((scope) => !settings.scopes.includes(scope) && !roleScope.test(scope))
  if (foreign.length > 0) refuse('scope')
  if (!request.scopes.includes('openid')) refuse('scope (openid is missing)')
}
