import type { Answer, RequestContext } from '../server/request-context.ts'
import { authenticateClient } from './authenticate-client.ts'
import { clientCredentials } from './client-credentials-grant.ts'
import { exchangeCode } from './exchange-code.ts'
import { type Form, parseForm } from './form.ts'
import { jwtBearer } from './jwt-bearer.ts'
import { OAuthError } from './oauth-error.ts'
import { refresh } from './refresh.ts'

type Grant = (context: RequestContext, form: Form) => Promise<Answer>

/** The token endpoint (contract 6): the first `grant_type` decides. */
export async function token(context: RequestContext): Promise<Answer> {
  const form = parseForm(context)
  const grantType = form.first('grant_type') ?? ''
  if (grantType === '') throw new OAuthError('grant_type_missing')
  const grant = grants.get(grantType)
  if (!grant) throw new OAuthError('grant_not_supported', grantType)
  return grant(context, form)
}

/** Grants of the original that this server has not: refused like an unknown one, once the client may have it at all. */
const notYet: Grant = async (context, form) => {
  await authenticateClient(context, form)
  throw new OAuthError('grant_not_supported', form.first('grant_type'))
}

const grants: ReadonlyMap<string, Grant> = new Map([
  ['authorization_code', exchangeCode],
  ['refresh_token', refresh],
  ['client_credentials', clientCredentials],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', jwtBearer],
  ['urn:ietf:params:oauth:grant-type:device_code', notYet],
  ['urn:ietf:params:oauth:grant-type:token-exchange', notYet],
])
