import type { CheckUser } from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import type { User } from '../../state/model.ts'
import type { World } from '../../state/world.ts'
import { isEnabled } from '../../tokens/user-state.ts'
import { findByLoginName, findUser } from '../user/find-user.ts'

/** The user that a call's user check names. Looked up before the caller's permission is asked (contract 3.6, R). */
export function findCheckedUser(world: World, check: CheckUser | undefined): User | undefined {
  if (check === undefined) return undefined
  const { search } = check
  const user =
    search.case === 'userId' ? findById(world, search.value) : findByName(world, search.value ?? '')
  if (user === undefined) throw ApiError.of('QUERY-Dfbg2')
  if (!isEnabled({ ...user, state: world.readSide.seen(user, 'state') })) throw ApiError.of('SESSION-Gj4ko')
  return user
}

/** By id the read side is asked as it is: a new user is unknown for a moment, a deactivated one not yet inactive (contract 3.8, 3.10). */
function findById({ instance, readSide }: World, id: string): User | undefined {
  const user = findUser(instance, id)
  return user !== undefined && readSide.knows(user) ? user : undefined
}

/** By login name it is brought up to date first (contract 3.8). */
function findByName({ instance, readSide }: World, loginName: string): User | undefined {
  const user = findByLoginName(instance, loginName)
  if (user !== undefined) readSide.catchUp(user)
  return user
}
