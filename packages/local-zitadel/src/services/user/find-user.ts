import { preferredLoginName } from '../../claims/login-name.ts'
import type { Instance, User } from '../../state/model.ts'

/** The user with an id; removed ones are gone. */
export function findUser(instance: Instance, id: string): User | undefined {
  return instance.users.get(id)
}

/**
 * The user with a login name, in any case of letters. Nothing when two have it: the original does not choose either (contract 3.7).
 * E-mail addresses and phone numbers are no login names.
 */
export function findByLoginName(instance: Instance, loginName: string): User | undefined {
  const wanted = loginName.toLowerCase()
  const found = [...instance.users.values()].filter(
    (user) => preferredLoginName(instance, user).toLowerCase() === wanted,
  )
  return found.length === 1 ? found[0] : undefined
}

export function displayNameOf(user: User): string {
  return user.human?.displayName ?? user.machine?.name ?? ''
}
