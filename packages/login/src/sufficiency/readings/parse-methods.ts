import type { Method } from '../../requirement.ts'
import type { EnrolledMethods } from '../facts.ts'
import { objectOf, refuse, texts } from './json.ts'

const known: ReadonlyMap<string, Method> = new Map([
  ['AUTHENTICATION_METHOD_TYPE_PASSWORD', 'password'],
  ['AUTHENTICATION_METHOD_TYPE_PASSKEY', 'passkey'],
  ['AUTHENTICATION_METHOD_TYPE_IDP', 'idp'],
  ['AUTHENTICATION_METHOD_TYPE_TOTP', 'totp'],
  ['AUTHENTICATION_METHOD_TYPE_U2F', 'u2f'],
  ['AUTHENTICATION_METHOD_TYPE_OTP_SMS', 'otp_sms'],
  ['AUTHENTICATION_METHOD_TYPE_OTP_EMAIL', 'otp_email'],
  ['AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE', 'recovery_code'],
])

/**
 * `GET /v2/users/{id}/authentication_methods` (contract 12.1). The answer names no user, so it is told whose it is. A method that
 * we do not know may be a second factor that has to be asked for: refused, not skipped.
 *
 * @throws {TypeError} another shape
 */
export function parseMethods(answer: unknown, userId: string): EnrolledMethods {
  const methods = objectOf(answer, 'answer')
  // An empty list is absent; then `details` shows that it is an answer at all.
  objectOf(methods['details'], 'details')
  return {
    userId,
    methods: texts(methods, 'authMethodTypes').map((name) => known.get(name) ?? refuse('authMethodTypes')),
  }
}
