import { membershipsOf } from '../../permissions/memberships.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'

/** `POST /auth/v1/memberships/me/_search`: the roles of the caller and where he has them (contract 3.6). */
export const listMyMemberships = operation(
  'zitadel.auth.v1.AuthService/ListMyMemberships',
  ({ instance, caller, now }) => {
    const memberships = membershipsOf(instance, caller.userId)
    const user = instance.users.get(caller.userId)
    return {
      details: { totalResult: BigInt(memberships.length) },
      result: memberships.map(({ on, id, roles }) => ({
        userId: caller.userId,
        details: objectDetails({ sequence: 1, changedAt: user?.createdAt ?? now }, id),
        roles: [...roles],
        displayName: on === 'instance' ? instance.name : (instance.organizations.get(id)?.name ?? ''),
        type:
          on === 'instance' ? { case: 'iam' as const, value: true } : { case: 'orgId' as const, value: id },
      })),
    }
  },
)
