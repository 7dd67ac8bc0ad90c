import { UserState } from '@zitadel/proto/zitadel/user_pb.js'
import { preferredLoginName } from '../../claims/login-name.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { Human, User } from '../../state/model.ts'
import { readDetails, timestamp } from '../details.ts'
import { operation } from '../operation.ts'

const states: Readonly<Record<User['state'], UserState>> = {
  active: UserState.ACTIVE,
  inactive: UserState.INACTIVE,
  locked: UserState.LOCKED,
  initial: UserState.INITIAL,
  removed: UserState.DELETED,
}

/** `GET /auth/v1/users/me`: the caller in the v1 form. */
export const getMyUser = operation('zitadel.auth.v1.AuthService/GetMyUser', ({ instance, caller }) => {
  const user = instance.users.get(caller.userId)
  if (user === undefined) throw ApiError.of('QUERY-Dfbg2')
  const loginName = preferredLoginName(instance, user)
  return {
    user: {
      id: user.id,
      details: readDetails(user, user.organizationId),
      state: states[user.state],
      userName: user.username,
      loginNames: [loginName],
      preferredLoginName: loginName,
      type:
        user.human === undefined
          ? {
              case: 'machine' as const,
              value: { name: user.machine?.name ?? '', description: user.machine?.description ?? '' },
            }
          : { case: 'human' as const, value: humanMessage(user.human) },
    },
  }
})

function humanMessage(human: Human) {
  return {
    profile: {
      firstName: human.givenName,
      lastName: human.familyName,
      nickName: human.nickName,
      displayName: human.displayName,
      preferredLanguage: human.preferredLanguage,
    },
    email: { email: human.email.address, isEmailVerified: human.email.verified },
    phone:
      human.phone === undefined ? {} : { phone: human.phone.number, isPhoneVerified: human.phone.verified },
    ...(human.password === undefined ? {} : { passwordChanged: timestamp(human.password.changedAt) }),
  }
}
