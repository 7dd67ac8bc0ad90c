import { isTotpCode } from '../../crypto/totp.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { User } from '../../state/model.ts'
import type { Call } from '../operation.ts'
import { countOtpFailure, forgetOtpFailures } from './otp-failures.ts'
import type { SessionDraft } from './session-draft.ts'

/** The TOTP check. The same code is taken again within its time, as in the original (contract 3.7, R). */
export function checkTotp(call: Call, draft: SessionDraft, user: User, code: string): void {
  const { human } = user
  if (human?.totp?.verified !== true) throw ApiError.of('COMMAND-3Mif9s')
  if (user.state === 'locked') throw ApiError.of('COMMAND-SF3fg')
  if (!isTotpCode(human.totp.secret, code, call.now)) {
    countOtpFailure(call, user)
    throw ApiError.of('EVENT-8isk2')
  }
  draft.onSuccess.push(() => forgetOtpFailures(call, user))
  draft.session.totpCheckedAt = call.now
  draft.events++
}
