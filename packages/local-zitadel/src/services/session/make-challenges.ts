import type { RequestChallenges } from '@zitadel/proto/zitadel/session/v2/challenge_pb.js'
import { randomCode } from '../../crypto/random-text.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { User } from '../../state/model.ts'
import type { Call } from '../operation.ts'
import { generatorFor } from '../policy/secret-generators.ts'
import type { SessionDraft } from './session-draft.ts'

/**
 * Makes the challenges that a call asks for, after its checks. Codes come back only where `returnCode` says so; there is no mail or SMS
 * provider, and like the original without one this server then says nothing (contract 3.7).
 */
export function makeChallenges(call: Call, draft: SessionDraft, asked: RequestChallenges) {
  const user = draft.session.user === undefined ? undefined : call.instance.users.get(draft.session.user.id)
  if (asked.webAuthN !== undefined) {
    if (user === undefined) throw ApiError.of('COMMAND-eeR2e')
    // Passkeys cannot be registered here yet: the original's answer to a user without one.
    throw ApiError.of('WEBAU-4G8sw')
  }
  const answer: { otpSms?: string; otpEmail?: string } = {}
  if (asked.otpSms !== undefined) {
    if (userOf(user).human?.otpSms !== true) throw ApiError.of('COMMAND-BJ2g3')
    const code = challenge(call, draft, 'otpSms')
    if (asked.otpSms.returnCode) answer.otpSms = code
  }
  if (asked.otpEmail !== undefined) {
    if (userOf(user).human?.otpEmail !== true) throw ApiError.of('COMMAND-JKLJ3')
    const code = challenge(call, draft, 'otpEmail')
    if (asked.otpEmail.deliveryType.case === 'returnCode') answer.otpEmail = code
  }
  return answer
}

function userOf(user: User | undefined): User {
  if (user === undefined) throw ApiError.of('COMMAND-Sfw3f')
  return user
}

function challenge(call: Call, draft: SessionDraft, kind: 'otpSms' | 'otpEmail'): string {
  const generator = generatorFor(call.instance, kind)
  const code = randomCode(generator, call.world.randomBytes)
  draft.session.challenges[kind] = { code, expiresAt: call.now + generator.expiryMs }
  draft.events++
  return code
}
