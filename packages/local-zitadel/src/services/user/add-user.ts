import { preferredLoginName } from '../../claims/login-name.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { User } from '../../state/model.ts'
import type { Call } from '../operation.ts'

type NewUser = Pick<User, 'organizationId' | 'username' | 'state'> &
  Pick<User, 'human' | 'machine'> & { readonly id?: string | undefined }

/** Stores a new user after the checks that every way to make one shares. Nothing is stored when one fails. */
export function addUser(call: Call, given: NewUser, events: number): User {
  const { instance, world, now } = call
  const id = given.id ?? world.nextId()
  if (instance.users.has(id)) throw ApiError.of('COMMAND-7yiox1isql')
  const user: User = {
    id,
    organizationId: given.organizationId,
    username: given.username.trim(),
    state: given.state,
    createdAt: now,
    changedAt: now,
    sequence: events,
    metadata: new Map(),
    ...(given.human === undefined ? {} : { human: given.human }),
    ...(given.machine === undefined ? {} : { machine: given.machine }),
  }
  checkUniqueName(call, user)
  instance.users.set(id, user)
  world.readSide.noteNew(user)
  world.changed('accounts')
  return user
}

/** Login names are unique on the instance, in any case of letters (contract 12.7, R). */
export function checkUniqueName({ instance }: Call, user: User): void {
  const wanted = preferredLoginName(instance, user).toLowerCase()
  for (const other of instance.users.values()) {
    if (other.id !== user.id && preferredLoginName(instance, other).toLowerCase() === wanted)
      throw ApiError.of('V3-DKcYh')
  }
}
