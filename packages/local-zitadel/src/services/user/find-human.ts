import { ApiError } from '../../errors/api-error.ts'
import type { ApiErrorId } from '../../errors/api-errors.ts'
import type { Human, Instance, User } from '../../state/model.ts'

/** A human user, or the refusal that the operation has for everybody else. */
export function findHuman(
  instance: Instance,
  id: string,
  otherwise: ApiErrorId,
): { readonly user: User; readonly human: Human } {
  const user = instance.users.get(id)
  if (user?.human === undefined) throw ApiError.of(otherwise)
  return { user, human: user.human }
}
