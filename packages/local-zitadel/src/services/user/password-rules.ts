import { ApiError } from '../../errors/api-error.ts'
import type { Policies } from '../../state/model.ts'

/** The first rule of the complexity policy that a password breaks (contract 12.7). Creation and change have ids of their own. */
export function checkComplexity(
  policy: Policies['passwordComplexity'],
  password: string,
  when: 'creation' | 'change',
): void {
  const prefix = when === 'creation' ? 'COMMA' : 'DOMAIN'
  if ([...password].length < policy.minLength) throw ApiError.of(`${prefix}-HuJf6`)
  if (policy.hasLowercase && !/\p{Ll}/u.test(password)) throw ApiError.of(`${prefix}-co3Xw`)
  if (policy.hasUppercase && !/\p{Lu}/u.test(password)) throw ApiError.of(`${prefix}-VoaRj`)
  if (policy.hasNumber && !/\d/.test(password)) throw ApiError.of(`${prefix}-ZBv4H`)
  if (policy.hasSymbol && !/[^\p{L}\p{N}\s]/u.test(password)) throw ApiError.of(`${prefix}-ZDLwA`)
}

/** bcrypt takes no more than 72 bytes, and the original says so badly (contract 12.7). */
export const isTooLongForBcrypt = (password: string) => Buffer.byteLength(password) > 72
