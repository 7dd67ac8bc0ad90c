import { ApiError } from '../../errors/api-error.ts'
import type { User } from '../../state/model.ts'
import { checkPassword } from '../check-password.ts'
import type { Call } from '../operation.ts'
import { checkOtp } from './check-otp.ts'
import { checkRecoveryCode } from './check-recovery-code.ts'
import { checkTotp } from './check-totp.ts'
import type { SessionDraft } from './session-draft.ts'
import type { SessionChecks } from './session-types.ts'

/** Runs the checks of a call in the original's order, ending at the first that fails (contract 3.2). */
export async function runChecks(
  call: Call,
  draft: SessionDraft,
  checks: SessionChecks,
  checkedUser: User | undefined,
): Promise<void> {
  const { session } = draft
  if (checkedUser !== undefined) {
    if (session.user !== undefined && session.user.id !== checkedUser.id) {
      throw ApiError.withoutId('invalid_argument', 'user change not possible')
    }
    session.user = { id: checkedUser.id, organizationId: checkedUser.organizationId, checkedAt: call.now }
    draft.events++
  }
  if (checks.password !== undefined) {
    const user = userOf(call, draft)
    draft.onSuccess.push(await checkPassword(call, user, checks.password.password))
    session.passwordCheckedAt = call.world.now()
    if (session.hiddenFromReads?.password === true)
      session.hiddenFromReads = { ...session.hiddenFromReads, password: false }
    draft.events++
  }
  // No intent and no WebAuthN challenge can exist here: what a client sends for them is refused as in the original.
  if (checks.idpIntent !== undefined) {
    if (session.user === undefined) throw ApiError.of('COMMAND-Sfw3r')
    throw ApiError.of('CRYPTO-Swg31')
  }
  if (checks.webAuthN !== undefined) throw ApiError.of('COMMAND-Ioqu5')
  if (checks.totp !== undefined) checkTotp(call, draft, userOf(call, draft), checks.totp.code)
  if (checks.otpSms !== undefined) checkOtp(call, draft, userOf(call, draft), 'otpSms', checks.otpSms.code)
  if (checks.otpEmail !== undefined)
    checkOtp(call, draft, userOf(call, draft), 'otpEmail', checks.otpEmail.code)
  if (checks.recoveryCode !== undefined) await checkRecoveryCode(call, draft, checks.recoveryCode.code)
}

function userOf(call: Call, draft: SessionDraft): User {
  if (draft.session.user === undefined) throw ApiError.of('COMMAND-Sfw3f')
  const user = call.instance.users.get(draft.session.user.id)
  if (user === undefined) throw ApiError.of('COMMAND-3n77z')
  return user
}
