import { permissionsOf } from '../../permissions/memberships.ts'
import { operation } from '../operation.ts'

/** `POST /auth/v1/permissions/zitadel/me/_search`: what the token may do (contract 3.6). */
export const listMyZitadelPermissions = operation(
  'zitadel.auth.v1.AuthService/ListMyZitadelPermissions',
  ({ instance, caller, organizationId }) => ({
    result: [...(permissionsOf(instance, caller.userId, organizationId) ?? [])],
  }),
)
