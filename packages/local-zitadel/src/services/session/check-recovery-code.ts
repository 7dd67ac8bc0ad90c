import { isSecret } from '../../crypto/secret-hash.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { Call } from '../operation.ts'
import { countOtpFailure } from './otp-failures.ts'
import type { SessionDraft } from './session-draft.ts'

/** The recovery code check: each code works once. Racing checks of one code can both pass only as in the original (contract 3.7). */
export async function checkRecoveryCode(call: Call, draft: SessionDraft, code: string): Promise<void> {
  if (draft.session.user === undefined) throw ApiError.of('COMMAND-4m9s2')
  const user = call.instance.users.get(draft.session.user.id)
  const human = user?.human
  if (user?.state === 'locked') throw ApiError.of('COMMAND-2w6oa')
  if (user === undefined || human === undefined || human.recoveryCodes.length === 0)
    throw ApiError.of('COMMAND-84rgg')
  const used = human.recoveryCodes.find((hash) => isSecret(code, hash))
  if (used === undefined) {
    countOtpFailure(call, user)
    throw ApiError.of('DOMAIN-6uvh0')
  }
  const use = () => {
    human.recoveryCodes = human.recoveryCodes.filter((hash) => hash !== used)
    call.world.changed('accounts', user)
  }
  const window = call.world.behaviour.raceWindow()
  if (window === undefined) {
    use()
  } else {
    draft.onSuccess.push(use)
    await window
  }
  draft.session.recoveryCodeCheckedAt = call.now
  draft.events++
}
