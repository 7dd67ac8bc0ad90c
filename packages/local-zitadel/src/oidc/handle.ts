import type { OidcHandler } from '../server/oidc-handler.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import { refusal, text } from './answer.ts'
import { authorize } from './authorize.ts'
import { withCommonHeaders } from './common-headers.ts'
import { discovery, endpoints } from './discovery.ts'
import { endSession } from './end-session.ts'
import { introspect } from './introspect.ts'
import { keys } from './keys.ts'
import { OAuthError } from './oauth-error.ts'
import { revoke } from './revoke.ts'
import { token } from './token.ts'
import { userinfo } from './userinfo.ts'

type Endpoint = (context: RequestContext) => Promise<Answer>

const deviceAuthorization: Endpoint = async () => {
  throw new OAuthError('device_authorization_missing')
}

/** Every method reaches its endpoint, as in the original (contract 1.1). */
const byPath: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  [endpoints.discovery, discovery],
  [endpoints.keys, keys],
  [endpoints.authorization, authorize],
  [endpoints.token, token],
  [endpoints.introspection, introspect],
  [endpoints.revocation, revoke],
  [endpoints.deviceAuthorization, deviceAuthorization],
  [endpoints.userinfo, userinfo],
  [endpoints.endSession, endSession],
])

/** Answers everything below the OIDC prefixes. A defect of ours is thrown on: the server makes a 500 of it. */
export const handleOidc: OidcHandler = async (context) => {
  const endpoint = byPath.get(context.path) ?? unknownPath
  try {
    return withCommonHeaders(await endpoint(context), context)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    // The one refusal that the original makes past its own cache headers: it comes from a recovered crash.
    const mayBeCached = error.code === 'request_key_lookup'
    return withCommonHeaders(refusal(error), context, { mayBeCached })
  }
}

const unknownPath: Endpoint = async () => text(404, '404 page not found\n')
