import type { JsonObject } from '@postern/protocol'
import type { SessionFacts, Verified } from '../facts.ts'
import { flag, objectOf, optionalObject, someText, text } from './json.ts'
import { optionalTime } from './times.ts'

/**
 * `GET /v2/sessions/{id}` (contract 3.5). A factor counts as held only with a `verifiedAt`.
 *
 * @throws {TypeError} another shape
 */
export function parseSession(answer: unknown): SessionFacts {
  const session = objectOf(objectOf(answer, 'answer')['session'], 'session')
  const factors = optionalObject(session, 'factors') ?? {}
  const user = optionalObject(factors, 'user')
  const userAgent = optionalObject(session, 'userAgent')
  return {
    id: someText(session, 'id'),
    user:
      user === null
        ? null
        : {
            id: someText(user, 'id'),
            organizationId: someText(user, 'organizationId'),
            loginName: text(user, 'loginName'),
          },
    factors: {
      password: verified(factors, 'password'),
      webAuthN: webAuthN(factors),
      intent: verified(factors, 'intent'),
      totp: verified(factors, 'totp'),
      otpSms: verified(factors, 'otpSms'),
      otpEmail: verified(factors, 'otpEmail'),
      recoveryCode: verified(factors, 'recoveryCode'),
    },
    expiresAt: optionalTime(session, 'expirationDate'),
    fingerprint: userAgent === null ? null : text(userAgent, 'fingerprintId') || null,
  }
}

function verified(factors: JsonObject, name: string): Verified | null {
  const factor = optionalObject(factors, name)
  const verifiedAt = factor === null ? null : optionalTime(factor, 'verifiedAt')
  return verifiedAt === null ? null : { verifiedAt }
}

function webAuthN(factors: JsonObject): SessionFacts['factors']['webAuthN'] {
  const proof = verified(factors, 'webAuthN')
  return proof === null
    ? null
    : { ...proof, userVerified: flag(objectOf(factors['webAuthN'], 'webAuthN'), 'userVerified') }
}
