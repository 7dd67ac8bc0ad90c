import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../errors.ts'
import type { IssuerLogout } from '../sessions/issuer-logout.ts'
import { textOf } from './own-octets.ts'
import { readBody } from './read-body.ts'
import { schemas } from './schemas.ts'

/**
 * Where the issuer says that a session has ended. A server calls, no browser: there is no cookie, no origin and no header of ours, and
 * the token alone is the proof.
 */
export const issuerLogoutPath = '/auth/backchannel-logout'

const bodyBytes = 8 * 1024
const formOnly = /^application\/x-www-form-urlencoded(?:[ \t]*;[ \t]*charset=utf-8)?$/i
/** Nothing else is worth a look at a signature (RFC 7515 §7.1). */
const compactJwt = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** OpenID Connect Back-Channel Logout §2.5, §2.8. */
export async function logoutRoute(
  app: FastifyInstance,
  { issuerLogout }: { readonly issuerLogout: IssuerLogout },
): Promise<void> {
  app.post(
    issuerLogoutPath,
    {
      schema: schemas.issuerLogout,
      bodyLimit: bodyBytes,
      preValidation: async (request) => {
        const { raw } = request
        if (!formOnly.test(raw.headers['content-type'] ?? ''))
          throw new GatewayError('LOGOUT_REQUEST_MALFORMED', 'content type')
        const body = await readBody(raw, { most: bodyBytes, declared: raw.headers['content-length'] })
        request.body = parseLogoutToken(textOf(body))
      },
    },
    async (request, reply) => {
      await issuerLogout(request.body as string)
      return reply.code(200).send()
    },
  )
}

/** Unknown fields are ignored; a token that stands twice is none (BCL-1). */
function parseLogoutToken(form: string): string {
  const [token = '', second] = new URLSearchParams(form).getAll('logout_token')
  if (second !== undefined || !compactJwt.test(token))
    throw new GatewayError('LOGOUT_REQUEST_MALFORMED', 'logout_token')
  return token
}
