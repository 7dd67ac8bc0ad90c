import type { CheckUser } from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import type { Instance, User } from '../../state/model.ts'
import { isEnabled } from '../../tokens/user-state.ts'
import { findByLoginName, findUser } from '../user/find-user.ts'

/** The user that a call's user check names. Looked up before the caller's permission is asked (contract 3.6, R). */
export function findCheckedUser(instance: Instance, check: CheckUser | undefined): User | undefined {
  if (check === undefined) return undefined
  const { search } = check
  const user =
    search.case === 'userId'
      ? findUser(instance, search.value)
      : findByLoginName(instance, search.value ?? '')
  if (user === undefined) throw ApiError.of('QUERY-Dfbg2')
  if (!isEnabled(user)) throw ApiError.of('SESSION-Gj4ko')
  return user
}
