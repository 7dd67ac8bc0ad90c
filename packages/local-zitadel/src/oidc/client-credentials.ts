import type { RequestContext } from '../server/request-context.ts'
import { unverifiedClaims } from '../tokens/unverified-claims.ts'
import { type Form, unescapeQuery } from './form.ts'
import { OAuthError } from './oauth-error.ts'

/** What a request brought to say which client it is, nothing checked yet. */
export interface ClientCredentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly assertion: string
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Reads client credentials (contract 6.1): Basic wins over everything in the form; a header that is no readable Basic counts as none.
 * Throws when nothing names the client, or the assertion is of another type.
 */
export function parseClientCredentials(
  context: Pick<RequestContext, 'headers'>,
  form: Form,
): ClientCredentials {
  const basic = parseBasic(context.headers['authorization'])
  const clientId = basic?.id ?? form.last('client_id') ?? ''
  const clientSecret = basic?.secret ?? form.last('client_secret') ?? ''
  const assertion = form.last('client_assertion') ?? ''
  if (clientId === '' && assertion === '') throw new OAuthError('client_unnamed')
  const type = form.last('client_assertion_type') ?? ''
  if (assertion !== '' && type !== assertionType) throw new OAuthError('invalid_client_assertion_type', type)
  return { clientId, clientSecret, assertion }
}

/** The client that the credentials name: with an assertion its `iss`, whatever `client_id` says. */
export function namedClient({ clientId, assertion }: ClientCredentials): string {
  if (assertion === '') return clientId
  const claims = unverifiedClaims(assertion)
  if (!claims) throw new OAuthError('assertion_unreadable')
  return typeof claims['iss'] === 'string' ? claims['iss'] : ''
}

function parseBasic(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^basic (.*)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined || !isBase64(encoded)) return undefined
  const plain = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = plain.indexOf(':')
  if (colon < 0) return undefined
  const id = unescapeQuery(plain.slice(0, colon))
  const secret = unescapeQuery(plain.slice(colon + 1))
  if (id === undefined || secret === undefined) throw new OAuthError('basic_unreadable')
  return { id, secret }
}

/** Standard alphabet with full padding: everything else is no Basic to the original. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}
