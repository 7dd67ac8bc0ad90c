import { hashPassword } from '../../crypto/password-hash.ts'
import type { Human, Instance, User } from '../../state/model.ts'
import type { World } from '../../state/world.ts'
import { hidePasswordFactors } from './change-state.ts'

/** Gives a human a new password; codes for a reset are dead then. */
export async function setHumanPassword(
  world: World,
  user: User,
  human: Human,
  password: string,
  changeRequired: boolean,
): Promise<void> {
  const hash = await hashPassword(password, world.randomBytes(16))
  human.password = { hash, changedAt: world.now(), changeRequired }
  human.codes.delete('password')
  hidePasswordFactors(world.instance satisfies Instance, user.id)
}
