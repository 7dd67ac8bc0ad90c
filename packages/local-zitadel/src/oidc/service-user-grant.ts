import { withAudienceScopes } from '../claims/audience.ts'
import { preferredLoginName } from '../claims/login-name.ts'
import { parseScope, scopesOfServiceUser } from '../claims/scopes.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import type { OidcSession, User } from '../state/model.ts'
import { isEnabled } from '../tokens/user-state.ts'
import { json } from './answer.ts'
import type { Form } from './form.ts'
import { startGrant } from './issue-tokens.ts'
import { OAuthError } from './oauth-error.ts'
import { tokenAnswer } from './token-answer.ts'

interface ServiceUserGrant {
  readonly user: User
  readonly grant: 'jwt_bearer' | 'client_credentials'
  readonly methods: OidcSession['methods']
  readonly idTokenLifetimeMs: number
}

/**
 * Tokens for a service user who has proven himself by either grant (contract 2.1, 2.3): `scope` must be there, the audience comes from
 * audience scopes alone, roles go into both tokens, there is never a refresh token.
 */
export async function answerServiceUser(
  context: RequestContext,
  form: Form,
  { user, grant, methods, idTokenLifetimeMs }: ServiceUserGrant,
): Promise<Answer> {
  const { instance, now } = context
  const asked = parseScope(form.last('scope'))
  if (!asked) throw new OAuthError('scope_missing')
  const organization = instance.organizations.get(user.organizationId)
  if (!isEnabled(user) || !organization) throw new OAuthError('user_not_active')
  const scope = scopesOfServiceUser(asked, organization)
  const issued = startGrant(
    context,
    {
      grant,
      userId: user.id,
      organizationId: user.organizationId,
      clientId: preferredLoginName(instance, user),
      scope,
      audience: withAudienceScopes(instance, [], scope),
      authTime: now,
      methods,
    },
    { refreshable: false },
  )
  const settings = {
    projectAssertsRoles: false,
    accessTokenType: user.machine?.accessTokenType ?? 'bearer',
    rolesInAccessToken: true,
    rolesInIdToken: true,
    profileInIdToken: false,
    clockSkewMs: 0,
    idTokenLifetimeMs,
  }
  return json(await tokenAnswer(context, issued, user, settings))
}
