import { isJsonObject, parseJson } from '@postern/protocol'
import { LoginError } from '../../errors.ts'
import { toLoginError } from '../api-error.ts'
import type { IssuerHttp } from '../issuer-http.ts'

/** What a login needs (contract 3.6): sessions made, read, linked and ended. */
const required = ['session.write', 'session.link', 'session.read', 'session.delete'] as const

/** What IAM_LOGIN_CLIENT has not, and every owner or manager role has one of (contract 3.6, JWTB-6). */
const refused = [
  'iam.write',
  'iam.policy.write',
  'org.write',
  'policy.write',
  'project.write',
  'user.delete',
] as const

/**
 * Asks ZITADEL what a token may do, and refuses one that may too much or too little (JWTB-6).
 *
 * Rejects with `LOGIN_CLIENT_OVERPRIVILEGED`, `LOGIN_CLIENT_UNPRIVILEGED`, or what the call failed with.
 */
export async function checkPermissions(
  call: IssuerHttp,
  issuer: string,
  token: string,
  timeoutMs: number,
): Promise<void> {
  const response = await call(
    {
      method: 'POST',
      url: `${new URL(issuer).origin}/auth/v1/permissions/zitadel/me/_search`,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: new TextEncoder().encode('{}'),
    },
    timeoutMs,
  )
  if (response.status !== 200) throw toLoginError(response, 'own permissions')
  const body = parseJson(response.body)
  const result = isJsonObject(body) ? (body['result'] ?? []) : undefined
  if (!Array.isArray(result) || !result.every((item) => typeof item === 'string')) {
    throw new LoginError('ISSUER_ANSWER_INVALID', 'own permissions: not a list of texts')
  }
  // A permission on one object only stands with its id behind a colon.
  const held = new Set(result.map((permission: string) => permission.split(':')[0]))
  const tooMuch = refused.filter((permission) => held.has(permission))
  if (tooMuch.length > 0) {
    throw new LoginError(
      'LOGIN_CLIENT_OVERPRIVILEGED',
      `it may ${tooMuch.join(', ')}: give it IAM_LOGIN_CLIENT and nothing else`,
    )
  }
  const missing = required.filter((permission) => !result.includes(permission))
  if (missing.length > 0) {
    throw new LoginError(
      'LOGIN_CLIENT_UNPRIVILEGED',
      `it may not ${missing.join(', ')}: give it IAM_LOGIN_CLIENT on the instance`,
    )
  }
}
