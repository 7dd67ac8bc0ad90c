import { audienceOfProject } from '../claims/audience.ts'
import { withAssertedRoles } from '../claims/scopes.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import type { AuthRequest } from '../state/model.ts'
import { verifyOwnJwt } from '../tokens/verify-own-jwt.ts'
import { redirect } from './answer.ts'
import { authResponseUrl } from './auth-response-url.ts'
import { type AuthorizeRequest, parseAuthorizeRequest } from './authorize-request.ts'
import { parseForm } from './form.ts'
import { loginUrl, loginVersion } from './login-url.ts'
import { OAuthError } from './oauth-error.ts'
import { requiredOrganization } from './required-organization.ts'

/**
 * The authorization endpoint (contract 4): stores the request and sends the browser to the login. Needs no cookie and no credentials,
 * never answers `prompt=none` itself, and binds nobody.
 */
export async function authorize(context: RequestContext): Promise<Answer> {
  const form = parseForm(context)
  const asked = parseAuthorizeRequest(context, form)
  // Stored as it came: nobody asks whether there is such a user (contract 4.2).
  const loginClient = context.headers['x-zitadel-login-client'] ?? ''
  const { oidc } = asked.client
  if (loginVersion(context.instance, oidc, loginClient) === 'v1') return toLoginV1(context)
  const stored = await store(context, asked, loginClient)
  if (stored instanceof OAuthError) return toClient(context, asked, stored)
  return redirect(context, loginUrl(context.instance, oidc, stored.id))
}

/** Requests for the old login live with it and are unknown to the v2 API (contract 4.2): this server has no old login to keep them. */
function toLoginV1(context: RequestContext): Answer {
  return redirect(context, `/ui/login/login?authRequestID=${context.world.nextId()}`)
}

/** Only what goes wrong while storing is told to the client's redirect URI. */
async function store(
  context: RequestContext,
  asked: AuthorizeRequest,
  loginClient: string,
): Promise<AuthRequest | OAuthError> {
  const { instance, world } = context
  try {
    const authRequest = await authRequestOf(context, asked, loginClient)
    instance.authRequests.set(authRequest.id, authRequest)
    world.changed('logins', authRequest)
    return authRequest
  } catch (error) {
    if (error instanceof OAuthError) return error
    throw error
  }
}

async function authRequestOf(
  context: RequestContext,
  asked: AuthorizeRequest,
  loginClient: string,
): Promise<AuthRequest> {
  const { instance, world, now, issuer } = context
  const { project, application } = asked.client
  const scope = withAssertedRoles(asked.scope, project)
  const requiredOrganizationId = requiredOrganization(instance, scope)
  const hintUserId = await subjectOfHint(context, asked.idTokenHint)
  return {
    id: `V2_${world.nextId()}`,
    createdAt: now,
    loginClient,
    clientId: application.clientId,
    redirectUri: asked.redirectUri,
    responseType: asked.responseType,
    ...(asked.responseMode === '' ? {} : { responseMode: asked.responseMode }),
    scope,
    audience: audienceOfProject(instance, project.id, scope),
    state: asked.state,
    ...(asked.nonce === '' ? {} : { nonce: asked.nonce }),
    ...(asked.codeChallenge === undefined ? {} : { codeChallenge: asked.codeChallenge }),
    prompt: [...asked.prompt],
    ...(asked.maxAgeSeconds === undefined ? {} : { maxAgeSeconds: asked.maxAgeSeconds }),
    uiLocales: [...asked.uiLocales],
    ...(asked.loginHint === '' ? {} : { loginHint: asked.loginHint }),
    ...(hintUserId === undefined ? {} : { hintUserId }),
    ...(requiredOrganizationId === undefined ? {} : { requiredOrganizationId }),
    issuer,
    status: 'added',
  }
}

/** A good hint, also an expired one, names the user; any other is passed over (contract 4.6). */
async function subjectOfHint(
  { instance, issuer }: RequestContext,
  hint: string,
): Promise<string | undefined> {
  if (hint === '') return undefined
  const jwt = await verifyOwnJwt(instance, issuer, hint)
  const subject = 'verified' in jwt ? jwt.verified['sub'] : undefined
  return typeof subject === 'string' ? subject : undefined
}

function toClient(
  context: RequestContext,
  asked: AuthorizeRequest,
  { error, description }: OAuthError,
): Answer {
  const { redirectUri, responseType, responseMode, state } = asked
  const location = authResponseUrl(
    { redirectUri, responseType, responseMode },
    {
      error,
      ...(description === undefined ? {} : { error_description: description }),
      ...(state === '' ? {} : { state }),
    },
  )
  return redirect(context, location)
}
