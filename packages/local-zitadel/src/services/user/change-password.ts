import { isPassword } from '../../crypto/password-hash.ts'
import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import { touch } from '../../state/changes.ts'
import type { User } from '../../state/model.ts'
import { checkPassword } from '../check-password.ts'
import type { Call } from '../operation.ts'
import { policyFor } from '../policies.ts'
import { judgeCode } from './open-codes.ts'
import { checkComplexity, isTooLongForBcrypt } from './password-rules.ts'
import { setHumanPassword } from './set-human-password.ts'

interface NewPassword {
  readonly password: string
  readonly changeRequired: boolean
  readonly verification:
    | { readonly case: 'currentPassword' | 'verificationCode'; readonly value: string }
    | { readonly case: undefined; readonly value?: undefined }
}

/** Sets a password by the current one, by a reset code, or by right (contract 12.7). */
export async function changePassword(call: Call, user: User | undefined, given: NewPassword): Promise<void> {
  const human = user?.human
  if (user === undefined || human === undefined) throw ApiError.of('COMMAND-G8dh3')
  const { verification, password } = given
  if (verification.case === undefined)
    requirePermission(call.instance, call.caller.userId, 'user.write', user.organizationId)
  if (user.state === 'initial') throw ApiError.of('COMMAND-M9dse')
  if (verification.case === 'verificationCode') {
    const judged = judgeCode(call, human, 'password', verification.value)
    if (judged === 'none') throw ApiError.of('COMMAND-2M9fs')
    if (judged === 'wrong') throw ApiError.of('CODE-woT0xc')
    if (judged === 'expired') throw ApiError.of('CODE-QvUQ4P')
  }
  const settled =
    verification.case === 'currentPassword' ? await checkPassword(call, user, verification.value) : undefined
  checkComplexity(policyFor(call.instance, user.organizationId, 'passwordComplexity'), password, 'change')
  const isSame =
    settled !== undefined && human.password !== undefined && isPassword(password, human.password.hash)
  // The original fails on these two instead of refusing (contract 12.7, R).
  if (isSame || isTooLongForBcrypt(password)) throw ApiError.of('COMMAND-CahN2')
  settled?.()
  setHumanPassword(call.world, user, human, password, given.changeRequired)
  touch(user, user.changedAt)
  call.world.changed('accounts')
}
