import type {
  UpdateUserRequest,
  UpdateUserRequest_Human,
} from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { AccessTokenType } from '@zitadel/proto/zitadel/user/v2/user_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import type { Human, User } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { checkUniqueName } from './add-user.ts'
import { changePassword } from './change-password.ts'
import { languageOf } from './languages.ts'
import { changeEmail, changePhone } from './change-contact.ts'
import { genderName } from './user-message.ts'
import { requireUserPermission } from './require-user-permission.ts'

/** `PATCH /v2/users/{id}`: name, profile, contact, password; absent stays as it is (contract 12.7). */
export const updateUser = operation(
  'zitadel.user.v2.UserService/UpdateUser',
  async (call, request: UpdateUserRequest) => {
    const { userType } = request
    if (userType.case === undefined) throw ApiError.withoutId('unimplemented', 'user type is not implemented')
    const user = call.instance.users.get(request.userId)
    if (user === undefined) throw ApiError.of('COMMAND-ugjs0upun6')
    requireUserPermission(call, user)
    if (request.username !== undefined && request.username !== user.username) {
      checkUniqueName(call, { ...user, username: request.username.trim() })
      user.username = request.username.trim()
      touch(user, call.now)
    }
    const codes =
      userType.case === 'human' && user.human !== undefined
        ? await updateHuman(call, user, user.human, userType.value)
        : updateMachine(call, user, userType.value)
    call.world.changed('accounts')
    return { changeDate: timestamp(user.changedAt), ...codes }
  },
)

async function updateHuman(call: Call, user: User, human: Human, given: UpdateUserRequest_Human) {
  const { profile } = given
  if (profile !== undefined) {
    human.givenName = profile.givenName ?? human.givenName
    human.familyName = profile.familyName ?? human.familyName
    human.nickName = profile.nickName ?? human.nickName
    human.displayName = profile.displayName ?? human.displayName
    if (profile.preferredLanguage !== undefined)
      human.preferredLanguage = languageOf(profile.preferredLanguage)
    if (profile.gender !== undefined) human.gender = genderName(profile.gender)
    touch(user, call.now)
  }
  const emailCode = given.email === undefined ? undefined : changeEmail(call, user, human, given.email)
  const phoneCode = given.phone === undefined ? undefined : changePhone(call, user, human, given.phone)
  if (given.password !== undefined) await updatePassword(call, user, given.password)
  return {
    ...(emailCode === undefined ? {} : { emailCode }),
    ...(phoneCode === undefined ? {} : { phoneCode }),
  }
}

async function updatePassword(
  call: Call,
  user: User,
  given: NonNullable<UpdateUserRequest_Human['password']>,
): Promise<void> {
  if (given.passwordType.case !== 'password')
    throw ApiError.withoutId('unimplemented', 'hashed passwords are not implemented')
  const { password, changeRequired } = given.passwordType.value
  await changePassword(call, user, { password, changeRequired, verification: given.verification })
}

function updateMachine(call: Call, user: User, value: object | undefined) {
  const given = value as
    | { name?: string; description?: string; accessTokenType?: AccessTokenType }
    | undefined
  if (user.machine !== undefined && given !== undefined) {
    user.machine.name = given.name ?? user.machine.name
    user.machine.description = given.description ?? user.machine.description
    if (given.accessTokenType !== undefined) {
      user.machine.accessTokenType = given.accessTokenType === AccessTokenType.JWT ? 'jwt' : 'bearer'
    }
    touch(user, call.now)
  }
  return {}
}
