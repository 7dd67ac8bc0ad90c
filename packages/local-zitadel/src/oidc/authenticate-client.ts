import { isSecret } from '../crypto/secret-hash.ts'
import type { RequestContext } from '../server/request-context.ts'
import { isGoodAssertion } from '../tokens/verify-assertion.ts'
import { type Client, loadClient } from './active-client.ts'
import { type ClientCredentials, namedClient, parseClientCredentials } from './client-credentials.ts'
import type { Form } from './form.ts'
import { OAuthError } from './oauth-error.ts'

/**
 * Finds out which application sends a request and that it is it (contract 6.1). What has to be proven follows the application's setting;
 * Basic and post are one and the same. Every failure is 400, none a challenge.
 */
export async function authenticateClient(context: RequestContext, form: Form): Promise<Client> {
  const credentials = parseClientCredentials(context, form)
  const client = loadClient(context.instance, namedClient(credentials))
  if (!client) throw new OAuthError('client_inactive')
  await checkCredentials(client, credentials, context)
  checkGrantType(client, form.first('grant_type') ?? '')
  return client
}

async function checkCredentials(
  client: Client,
  credentials: ClientCredentials,
  context: RequestContext,
): Promise<void> {
  switch (client.oidc.authMethodType) {
    case 'basic':
    case 'post':
      return checkSecret(client, credentials.clientSecret)
    case 'private_key_jwt':
      return checkAssertion(client, credentials.assertion, context)
    case 'none':
  }
}

function checkSecret({ application }: Client, secret: string): void {
  if (secret === '') throw new OAuthError('empty_client_secret')
  const { secretHash } = application
  if (secretHash === undefined || !isSecret(secret, secretHash)) throw new OAuthError('invalid_client_secret')
}

async function checkAssertion(
  client: Client,
  assertion: string,
  { issuer, now }: RequestContext,
): Promise<void> {
  if (assertion === '') throw new OAuthError('empty_client_assertion')
  const { keys } = client.application
  const rules = { issuer, now, leewayMs: client.oidc.clockSkewMs, keys }
  if (!(await isGoodAssertion(assertion, rules))) throw new OAuthError('invalid_assertion_of_client')
}

/** Wherever a `grant_type` stands in the form it must be one of the application's (contract 6.1). */
function checkGrantType(client: Client, grantType: string): void {
  if (grantType === '') return
  const allowed = client.oidc.grantTypes.some((type) => wireNames[type] === grantType)
  if (!allowed) throw new OAuthError('grant_not_allowed', grantType)
}

const wireNames: Readonly<Record<Client['oidc']['grantTypes'][number], string>> = {
  authorization_code: 'authorization_code',
  implicit: 'implicit',
  refresh_token: 'refresh_token',
  device_code: 'urn:ietf:params:oauth:grant-type:device_code',
  token_exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
}
