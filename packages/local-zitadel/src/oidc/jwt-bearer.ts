import type { Answer, RequestContext } from '../server/request-context.ts'
import type { User } from '../state/model.ts'
import { unverifiedClaims } from '../tokens/unverified-claims.ts'
import { isGoodAssertion } from '../tokens/verify-assertion.ts'
import type { Form } from './form.ts'
import { OAuthError } from './oauth-error.ts'
import { answerServiceUser } from './service-user-grant.ts'

const leewayMs = 1_000

/**
 * Grant `urn:ietf:params:oauth:grant-type:jwt-bearer` (contract 2.1): a service user signs for himself, no client is authenticated. One
 * answer for everything that is wrong with the assertion.
 */
export async function jwtBearer(context: RequestContext, form: Form): Promise<Answer> {
  const assertion = form.last('assertion') ?? ''
  if (assertion === '') throw new OAuthError('assertion_missing')
  const user = await signerOf(context, assertion)
  if (!user) throw new OAuthError('invalid_assertion_of_user')
  // The original never sets this lifetime: the id_token is over when it arrives.
  return answerServiceUser(context, form, { user, grant: 'jwt_bearer', methods: [], idTokenLifetimeMs: 0 })
}

async function signerOf(
  { instance, issuer, now }: RequestContext,
  assertion: string,
): Promise<User | undefined> {
  const subject = unverifiedClaims(assertion)?.['iss']
  const user = typeof subject === 'string' ? instance.users.get(subject) : undefined
  const keys = user?.machine?.keys
  if (!keys) return undefined
  return (await isGoodAssertion(assertion, { issuer, now, leewayMs, keys })) ? user : undefined
}
