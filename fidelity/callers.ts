import type { Caller } from './request.ts'
import type { Late } from './values.ts'

/** Who calls ZITADEL's APIs. */
export const as = {
  nobody: {},
  /** The IAM_OWNER of the first instance. */
  admin: bearer('{admin.token}'),
  /** The service user with IAM_LOGIN_CLIENT, by an access token of the JWT profile grant. */
  loginClient: bearer('{loginClient.access_token}'),
  /** A service user without any role. */
  norole: bearer('{norolePat.token}'),
  /** A service user with IAM_OWNER: everything but `session.link`. */
  owner: bearer('{ownerPat.token}'),
  /** A service user with IAM_END_USER_IMPERSONATOR: an instance role, but no `session.write`. */
  impersonator: bearer('{impPat.token}'),
  bearer,
  basic,
} as const

function bearer(token: string): Caller {
  return { authorization: `Bearer ${token}` }
}

/** Client credentials in the header, form-encoded first (RFC 6749 §2.3.1). */
function basic(id: string, secret: string): Caller {
  const credentials: Late = ({ fill }) => {
    const pair = [fill(id), fill(secret)].map(encodeURIComponent).join(':')
    return `Basic ${Buffer.from(pair).toString('base64')}`
  }
  return { authorization: credentials }
}
