import type { SetHumanEmail } from '@zitadel/proto/zitadel/user/v2/email_pb.js'
import type { SetHumanPhone } from '@zitadel/proto/zitadel/user/v2/phone_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import type { Human, User } from '../../state/model.ts'
import type { Call } from '../operation.ts'
import { openCode } from './open-codes.ts'
import { normalisePhone } from './phone-number.ts'
import { checkUrlTemplate } from './url-template.ts'

/** A new e-mail address: stored at once, verified or not (contract 12.7). Answers the code where it is to be returned. */
export function changeEmail(
  call: Call,
  user: User,
  human: Human,
  { email, verification }: Pick<SetHumanEmail, 'email' | 'verification'>,
): string | undefined {
  if (user.state === 'initial') throw ApiError.of('COMMAND-uz0Uu')
  if (human.email.address === email) throw ApiError.of('COMMAND-Uch5e')
  if (verification.case === 'sendCode') checkUrlTemplate(verification.value.urlTemplate)
  const verified = verification.case === 'isVerified' && verification.value
  human.email = { address: email, verified }
  human.codes.delete('email')
  touch(user, call.now)
  if (verified) return undefined
  const isReturned = verification.case === 'returnCode'
  const code = openCode(call, human, 'email', !isReturned)
  return isReturned ? code : undefined
}

/** The same for the phone number, normalised. */
export function changePhone(
  call: Call,
  user: User,
  human: Human,
  { phone, verification }: Pick<SetHumanPhone, 'phone' | 'verification'>,
): string | undefined {
  const number = normalisePhone(phone)
  if (human.phone?.number === number) throw ApiError.of('COMMAND-Uch5e', { message: 'Phone not changed' })
  const verified = verification.case === 'isVerified' && verification.value
  human.phone = { number, verified }
  human.codes.delete('phone')
  touch(user, call.now)
  if (verified) return undefined
  const isReturned = verification.case === 'returnCode'
  const code = openCode(call, human, 'phone', !isReturned)
  return isReturned ? code : undefined
}
