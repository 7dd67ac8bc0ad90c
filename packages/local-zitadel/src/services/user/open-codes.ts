import { randomCode } from '../../crypto/random-text.ts'
import { hashSecret, isSecret } from '../../crypto/secret-hash.ts'
import type { Human } from '../../state/model.ts'
import type { Call } from '../operation.ts'
import { generatorFor } from '../policy/secret-generators.ts'

export type CodePurpose = 'email' | 'phone' | 'password' | 'invite'

/** Opens a code for a purpose; an earlier one is dead (contract 12.7). `sent` codes went out by a provider that does not exist here. */
export function openCode(call: Call, human: Human, purpose: CodePurpose, sent: boolean): string {
  const generator = generatorFor(call.instance, purpose)
  const code = randomCode(generator, call.world.randomBytes)
  human.codes.set(purpose, { code, expiresAt: call.now + generator.expiryMs, tries: 0, sent })
  return code
}

/** Whether a code is the open one, in constant time and in its time. */
export function judgeCode(
  call: Call,
  human: Human,
  purpose: CodePurpose,
  given: string,
): 'right' | 'wrong' | 'expired' | 'none' {
  const open = human.codes.get(purpose)
  if (open === undefined) return 'none'
  if (!isSecret(given, hashSecret(open.code))) return 'wrong'
  return open.expiresAt <= call.now ? 'expired' : 'right'
}
