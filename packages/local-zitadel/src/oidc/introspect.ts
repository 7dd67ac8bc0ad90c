import { amrOf } from '../claims/amr.ts'
import { roleClaims } from '../claims/roles.ts'
import { withAssertedRoles } from '../claims/scopes.ts'
import { ownClaims, standardClaims } from '../claims/user-claims.ts'
import { isSecret } from '../crypto/secret-hash.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import type { Application, Project } from '../state/model.ts'
import { type LiveToken, loadAccessToken } from '../tokens/load-access-token.ts'
import { unverifiedClaims } from '../tokens/unverified-claims.ts'
import { isGoodAssertion } from '../tokens/verify-assertion.ts'
import { loadActiveApplication } from './active-client.ts'
import { json } from './answer.ts'
import { type ClientCredentials, namedClient, parseClientCredentials } from './client-credentials.ts'
import { parseForm } from './form.ts'
import { OAuthError } from './oauth-error.ts'

interface Asker {
  readonly application: Application
  readonly project: Project
}

const leewayMs = 1_000

/**
 * Introspection (RFC 7662, contract 7.1) for API and OIDC applications alike. A token outside the asker's audience is answered as one
 * that never was.
 */
export async function introspect(context: RequestContext): Promise<Answer> {
  const form = parseForm(context)
  const credentials = parseClientCredentials(context, form)
  if (credentials.clientSecret === '' && credentials.assertion === '') {
    throw new OAuthError('client_not_authenticated')
  }
  const given = form.last('token') ?? ''
  if (given === '') throw new OAuthError('token_missing')
  // An assertion that cannot be read names no client that could be refused: the original says inactive.
  if (credentials.assertion !== '' && !unverifiedClaims(credentials.assertion)) return inactive()
  const asker = await authenticateAsker(context, credentials)
  const live = await loadAccessToken(given, context)
  const token = live && visibleTo(asker, live)
  return token ? json(activeAnswer(context, asker, token)) : inactive()
}

async function authenticateAsker(context: RequestContext, credentials: ClientCredentials): Promise<Asker> {
  const asker = loadActiveApplication(context.instance, namedClient(credentials))
  if (!asker || !(await hasProven(asker, credentials, context))) throw new OAuthError('introspection_refused')
  return asker
}

async function hasProven(
  { application }: Asker,
  { assertion, clientSecret }: ClientCredentials,
  { issuer, now }: RequestContext,
): Promise<boolean> {
  if (assertion !== '') return isGoodAssertion(assertion, { issuer, now, leewayMs, keys: application.keys })
  return application.secretHash !== undefined && isSecret(clientSecret, application.secretHash)
}

/** A PAT is shown to everyone, with the asker's own audience and role scopes; another token only to those in its audience. */
function visibleTo({ application, project }: Asker, token: LiveToken): LiveToken | undefined {
  if (token.kind === 'pat') {
    return {
      ...token,
      audience: [application.clientId, project.id],
      scope: withAssertedRoles(token.scope, project),
    }
  }
  const named = token.audience.includes(application.clientId) || token.audience.includes(project.id)
  return named ? token : undefined
}

function activeAnswer(
  context: RequestContext,
  { project }: Asker,
  token: LiveToken,
): Record<string, unknown> {
  const { instance, issuer } = context
  const amr = amrOf(token.methods)
  const standard = standardClaims(instance, token.user, token.scope)
  const username = standard['preferred_username']
  return {
    active: true,
    scope: token.scope.join(' '),
    ...(token.clientId === '' ? {} : { client_id: token.clientId }),
    token_type: 'Bearer',
    exp: seconds(token.expiresAt),
    iat: seconds(token.createdAt),
    ...(token.authTime === undefined ? {} : { auth_time: seconds(token.authTime) }),
    nbf: seconds(token.createdAt),
    sub: token.user.id,
    aud: token.audience,
    ...(amr.length === 0 ? {} : { amr }),
    iss: issuer,
    jti: token.id,
    ...(username === undefined ? {} : { username }),
    ...standard,
    ...ownClaims(instance, token.user, token.scope),
    ...roleClaims(instance, {
      userId: token.user.id,
      scopes: token.scope,
      projectId: project.id,
      projectAssertsRoles: project.roleAssertion,
      ownProjectOnly: true,
    }),
  }
}

function inactive(): Answer {
  return json({ active: false })
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
