import { hashPassword } from '../../crypto/password-hash.ts'
import type { Human, User } from '../../state/model.ts'
import type { World } from '../../state/world.ts'
import { hidePasswordFactors } from './change-state.ts'

/** Gives a human a new password; codes for a reset are dead then. */
export function setHumanPassword(
  world: World,
  user: User,
  human: Human,
  password: string,
  changeRequired: boolean,
): void {
  const hash = hashPassword(password, world.randomBytes(16))
  human.password = { hash, changedAt: world.now(), changeRequired }
  human.codes.delete('password')
  hidePasswordFactors(world.instance, user.id)
}
