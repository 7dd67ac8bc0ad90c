import { isSecret, hashSecret } from '../../crypto/secret-hash.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { User } from '../../state/model.ts'
import type { Call } from '../operation.ts'
import { countOtpFailure, forgetOtpFailures } from './otp-failures.ts'
import type { SessionDraft } from './session-draft.ts'

/** The check of a code by SMS or e-mail against the open challenge; a right code is used up (contract 3.7). */
export function checkOtp(
  call: Call,
  draft: SessionDraft,
  user: User,
  kind: 'otpSms' | 'otpEmail',
  code: string,
): void {
  const { human } = user
  const challenge = draft.session.challenges[kind]
  const isSetUp = kind === 'otpSms' ? human?.otpSms : human?.otpEmail
  if (human === undefined || isSetUp !== true || challenge === undefined) throw ApiError.of('COMMAND-S34gh')
  if (user.state === 'locked') throw ApiError.of('COMMAND-S6h4R')
  if (challenge.expiresAt <= call.now) throw ApiError.of('CODE-QvUQ4P')
  if (!isSecret(code, hashSecret(challenge.code))) {
    countOtpFailure(call, user)
    throw ApiError.of('CODE-woT0xc')
  }
  draft.onSuccess.push(() => forgetOtpFailures(call, user))
  const { [kind]: used, ...open } = draft.session.challenges
  void used
  draft.session.challenges = open
  draft.session[kind === 'otpSms' ? 'otpSmsCheckedAt' : 'otpEmailCheckedAt'] = call.now
  draft.events++
}
