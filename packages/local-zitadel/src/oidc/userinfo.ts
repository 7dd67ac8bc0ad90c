import { findApplication } from '../claims/find-application.ts'
import { roleClaims } from '../claims/roles.ts'
import { ownClaims, standardClaims } from '../claims/user-claims.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import type { Instance } from '../state/model.ts'
import { type LiveToken, loadAccessToken } from '../tokens/load-access-token.ts'
import { json } from './answer.ts'
import { parseForm } from './form.ts'
import { OAuthError } from './oauth-error.ts'

/** Userinfo (OpenID Connect Core 5.3, contract 7.2): claims by scope, roles where the project asserts them or scopes ask. */
export async function userinfo(context: RequestContext): Promise<Answer> {
  const { instance } = context
  const token = await loadAccessToken(givenToken(context), context)
  if (!token) throw new OAuthError('access_token_invalid')
  return json({
    sub: token.user.id,
    ...standardClaims(instance, token.user, token.scope),
    ...ownClaims(instance, token.user, token.scope),
    ...rolesOf(instance, token),
  })
}

/** From the header, else from the form, else from the query. The scheme counts in its usual spelling alone (contract 7.2). */
function givenToken(context: RequestContext): string {
  const form = parseForm(context)
  const inHeader = context.headers['authorization']?.split('Bearer ')
  const token = inHeader?.length === 2 ? inHeader[1] : form.last('access_token')
  if (token === undefined || token === '') throw new OAuthError('access_token_missing')
  return token
}

function rolesOf(instance: Instance, token: LiveToken): Record<string, unknown> {
  const application = findApplication(instance, token.clientId)
  const project = application && instance.projects.get(application.projectId)
  return roleClaims(instance, {
    userId: token.user.id,
    scopes: token.scope,
    ...(project ? { projectId: project.id } : {}),
    projectAssertsRoles: project?.roleAssertion ?? false,
    ownProjectOnly: false,
  })
}
