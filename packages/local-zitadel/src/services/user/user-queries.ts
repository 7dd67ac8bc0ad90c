import { TextQueryMethod } from '@zitadel/proto/zitadel/object/v2/object_pb.js'
import { type SearchQuery, Type } from '@zitadel/proto/zitadel/user/v2/query_pb.js'
import { UserState } from '@zitadel/proto/zitadel/user/v2/user_pb.js'
import { preferredLoginName } from '../../claims/login-name.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { User } from '../../state/model.ts'
import type { Call } from '../operation.ts'
import { displayNameOf } from './find-user.ts'

type Matcher = (user: User) => boolean

type NewerQuery =
  | {
      readonly case: 'metadataKeyFilter'
      readonly value: { readonly key: string; readonly method: TextQueryMethod }
    }
  | { readonly case: 'metadataValueFilter'; readonly value: { readonly value: Uint8Array } }

/** One query of a user search. EQUALS, the default, is case-sensitive for all of them (contract 12.1, R). */
export function userMatcher(call: Call, query: SearchQuery): Matcher {
  const oneof = query.query as SearchQuery['query'] | NewerQuery
  const text = (value: string, method: TextQueryMethod, of: (user: User) => string | undefined): Matcher => {
    return (user) => matchesText(of(user), value, method)
  }
  switch (oneof.case) {
    case 'userNameQuery':
      return text(oneof.value.userName, oneof.value.method, (user) => user.username)
    case 'loginNameQuery':
      return text(oneof.value.loginName, oneof.value.method, (user) =>
        preferredLoginName(call.instance, user),
      )
    case 'firstNameQuery':
      return text(oneof.value.firstName, oneof.value.method, (user) => user.human?.givenName)
    case 'lastNameQuery':
      return text(oneof.value.lastName, oneof.value.method, (user) => user.human?.familyName)
    case 'nickNameQuery':
      return text(oneof.value.nickName, oneof.value.method, (user) => user.human?.nickName)
    case 'displayNameQuery':
      return text(oneof.value.displayName, oneof.value.method, displayNameOf)
    case 'emailQuery':
      return text(oneof.value.emailAddress, oneof.value.method, (user) => user.human?.email.address)
    case 'phoneQuery':
      return text(oneof.value.number, oneof.value.method, (user) => user.human?.phone?.number)
    case 'stateQuery': {
      const state = states[oneof.value.state]
      return (user) => user.state === state
    }
    case 'typeQuery': {
      const { type } = oneof.value
      return (user) => (type === Type.HUMAN ? user.human !== undefined : user.machine !== undefined)
    }
    case 'organizationIdQuery': {
      const { organizationId } = oneof.value
      return (user) => user.organizationId === organizationId
    }
    case 'inUserIdsQuery': {
      const { userIds } = oneof.value
      return (user) => userIds.includes(user.id)
    }
    case 'inUserEmailsQuery': {
      const { userEmails } = oneof.value
      return (user) => user.human !== undefined && userEmails.includes(user.human.email.address)
    }
    case 'orQuery': {
      const matchers = several(call, oneof.value.queries)
      return (user) => matchers.some((matches) => matches(user))
    }
    case 'andQuery': {
      const matchers = several(call, oneof.value.queries)
      return (user) => matchers.every((matches) => matches(user))
    }
    case 'notQuery': {
      const matches = oneof.value.query === undefined ? () => true : userMatcher(call, oneof.value.query)
      return (user) => !matches(user)
    }
    case 'metadataKeyFilter': {
      const { key, method } = oneof.value
      return (user) => [...user.metadata.keys()].some((known) => matchesText(known, key, method))
    }
    case 'metadataValueFilter': {
      const wanted = Buffer.from(oneof.value.value)
      return (user) => [...user.metadata.values()].some((entry) => wanted.equals(entry.value))
    }
    default:
      return () => true
  }
}

/** A list of nothing is a database error in the original (contract 12.1, R). */
function several(call: Call, queries: readonly SearchQuery[]): Matcher[] {
  if (queries.length === 0) throw ApiError.withoutId('unknown', 'missing column')
  return queries.map((query) => userMatcher(call, query))
}

const states: Readonly<Partial<Record<UserState, User['state']>>> = {
  [UserState.ACTIVE]: 'active',
  [UserState.INACTIVE]: 'inactive',
  [UserState.LOCKED]: 'locked',
  [UserState.INITIAL]: 'initial',
  [UserState.DELETED]: 'removed',
}

/** The eight ways to compare text; odd numbers ignore the case of letters. */
export function matchesText(text: string | undefined, wanted: string, method: TextQueryMethod): boolean {
  if (text === undefined) return false
  const ignoresCase = method % 2 === 1
  const left = ignoresCase ? text.toLowerCase() : text
  const right = ignoresCase ? wanted.toLowerCase() : wanted
  switch (method) {
    case TextQueryMethod.STARTS_WITH:
    case TextQueryMethod.STARTS_WITH_IGNORE_CASE:
      return left.startsWith(right)
    case TextQueryMethod.CONTAINS:
    case TextQueryMethod.CONTAINS_IGNORE_CASE:
      return left.includes(right)
    case TextQueryMethod.ENDS_WITH:
    case TextQueryMethod.ENDS_WITH_IGNORE_CASE:
      return left.endsWith(right)
    default:
      return left === right
  }
}
