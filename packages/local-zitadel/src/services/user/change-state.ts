import { touch } from '../../state/changes.ts'
import type { Instance, User, UserState } from '../../state/model.ts'
import type { World } from '../../state/world.ts'
import { endAccessTokensOfUser } from '../../tokens/end-access-tokens.ts'

/** Changes a user's state with what follows from it: without him active, his access tokens die and reads drop his sessions (contract 3.5, 6.8). */
export function changeUserState(world: World, user: User, state: UserState, now: number): void {
  const { instance } = world
  world.readSide.note(user, 'state')
  user.state = state
  touch(user, now)
  if (state === 'active' || state === 'initial') return
  endAccessTokensOfUser(instance, user.id)
  for (const session of instance.sessions.values()) {
    if (session.user?.id === user.id) session.hiddenFromReads = { ...session.hiddenFromReads, session: true }
  }
}

/** Forgets a user altogether: his memberships, authorizations and tokens go with him. */
export function removeUser(world: World, user: User, now: number): void {
  const { instance } = world
  changeUserState(world, user, 'removed', now)
  instance.users.delete(user.id)
  instance.members.delete(user.id)
  for (const organization of instance.organizations.values()) organization.members.delete(user.id)
  for (const authorization of instance.authorizations.values()) {
    if (authorization.userId === user.id) instance.authorizations.delete(authorization.id)
  }
}

/** A new password hides the password factor of every earlier session from reads (contract 3.5). */
export function hidePasswordFactors(instance: Instance, userId: string): void {
  for (const session of instance.sessions.values()) {
    if (session.user?.id === userId && session.passwordCheckedAt !== undefined) {
      session.hiddenFromReads = { ...session.hiddenFromReads, password: true }
    }
  }
}
