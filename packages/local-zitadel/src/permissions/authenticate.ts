import { ApiError } from '../errors/api-error.ts'
import type { RequestContext } from '../server/request-context.ts'
import type { BearerRefusal, Principal, VerifyBearer } from './principal.ts'

const refusals: Readonly<Record<BearerRefusal, () => ApiError>> = {
  invalid: () => ApiError.of('AUTH-7fs1e'),
  impersonation: () => ApiError.of('APP-Shi0J'),
  authentication_required: () => ApiError.of('AUTHZ-Kl3p0'),
  mfa_required: () => ApiError.of('AUTHZ-Kl3p0', { message: 'mfa required' }),
  session_expired: () => ApiError.of('AUTHZ-EGDo3'),
  session_not_existing: () => ApiError.of('QUERY-SFeaa', { message: 'Errors.Session.NotExisting' }),
}

export interface Authenticated {
  readonly caller: Principal
  /** From `x-zitadel-orgid`, else the caller's own. */
  readonly organizationId: string
}

/** Who calls, and for which organization: the original's auth interceptor (contract 2.6 rules 1 to 8). */
export async function authenticate(
  context: RequestContext,
  verify: VerifyBearer,
  checksOrigin: boolean,
): Promise<Authenticated> {
  const header = context.headers['authorization']
  if (header === undefined || header === '') throw ApiError.plain('unauthenticated', 'auth header missing')
  if (!header.startsWith('Bearer ')) throw ApiError.of('AUTH-toLo1')
  const caller = await verify(header.slice('Bearer '.length), context)
  if ('refused' in caller) throw refusals[caller.refused]()
  if (checksOrigin) checkOrigin(context, caller)
  const named = context.headers['x-zitadel-orgid']
  if (named === undefined || named === '') return { caller, organizationId: caller.organizationId }
  const organization = context.instance.organizations.get(named)
  if (organization === undefined || organization.state === 'removed') throw ApiError.of('AUTH-Bs7Ds')
  return { caller, organizationId: named }
}

/** Only the v1 APIs look at the Origin of a call with an application's token (contract 2.6 rule 6). */
function checkOrigin(context: RequestContext, caller: Principal): void {
  const origin = context.headers['origin']
  if (origin === undefined || caller.clientId === undefined) return
  const application = [...context.instance.applications.values()].find(
    (one) => one.clientId === caller.clientId,
  )
  const allowed = [
    ...(application?.oidc?.redirectUris ?? []),
    ...(application?.oidc?.additionalOrigins ?? []),
  ]
  if (!allowed.some((uri) => originOf(uri) === origin)) throw ApiError.of('AUTH-DZG21')
}

function originOf(uri: string): string | undefined {
  return URL.canParse(uri) ? new URL(uri).origin : undefined
}
