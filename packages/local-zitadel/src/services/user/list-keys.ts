import type {
  ListKeysRequest,
  ListPersonalAccessTokensRequest,
} from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import type { KeysSearchFilter } from '@zitadel/proto/zitadel/user/v2/key_pb.js'
import type { PersonalAccessTokensSearchFilter } from '@zitadel/proto/zitadel/user/v2/pat_pb.js'
import { hasPermission } from '../../permissions/require-permission.ts'
import type { Machine, User } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { searchPage } from '../paging.ts'

/** Keys of service users: ids and dates, never the keys themselves. */
export const listKeys = operation(
  'zitadel.user.v2.UserService/ListKeys',
  (call, request: ListKeysRequest) => {
    const { page, pagination } = searchOf(call, request, (machine) => machine.keys)
    return { pagination, result: page.map(credentialMessage) }
  },
)

/** Personal access tokens of service users: ids and dates, never the tokens themselves. */
export const listPersonalAccessTokens = operation(
  'zitadel.user.v2.UserService/ListPersonalAccessTokens',
  (call, request: ListPersonalAccessTokensRequest) => {
    const { page, pagination } = searchOf(call, request, (machine) => machine.pats)
    return { pagination, result: page.map(credentialMessage) }
  },
)

interface Credential {
  readonly createdAt: number
  readonly expiresAt: number
}

interface Found {
  readonly id: string
  readonly credential: Credential
  readonly user: User
}

function searchOf(
  { instance, caller }: Call,
  { filters, pagination }: ListKeysRequest | ListPersonalAccessTokensRequest,
  credentialsOf: (machine: Machine) => ReadonlyMap<string, Credential>,
) {
  const found = [...instance.users.values()]
    .filter(
      (user) =>
        user.id === caller.userId || hasPermission(instance, caller.userId, 'user.read', user.organizationId),
    )
    .flatMap((user) =>
      user.machine === undefined
        ? []
        : [...credentialsOf(user.machine)].map(([id, credential]) => ({ id, credential, user })),
    )
    .filter((one) => filters.every(({ filter }) => fits(one, filter)))
  return searchPage(found, pagination, ({ credential }) => credential.createdAt)
}

/** Filters by time are not looked at. */
function fits(
  { id, user }: Found,
  filter: KeysSearchFilter['filter'] | PersonalAccessTokensSearchFilter['filter'],
): boolean {
  switch (filter.case) {
    case 'keyIdFilter':
    case 'tokenIdFilter':
      return filter.value.id === id
    case 'userIdFilter':
      return filter.value.id === user.id
    case 'organizationIdFilter':
      return filter.value.id === user.organizationId
    default:
      return true
  }
}

function credentialMessage({ id, credential, user }: Found) {
  return {
    id,
    userId: user.id,
    organizationId: user.organizationId,
    creationDate: timestamp(credential.createdAt),
    changeDate: timestamp(credential.createdAt),
    expirationDate: timestamp(credential.expiresAt),
  }
}
