import { AccessTokenType, Gender, UserState } from '@zitadel/proto/zitadel/user/v2/user_pb.js'
import { preferredLoginName } from '../../claims/login-name.ts'
import type { Human, Instance, User } from '../../state/model.ts'
import { readDetails, timestamp } from '../details.ts'

const states: Readonly<Record<User['state'], UserState>> = {
  active: UserState.ACTIVE,
  inactive: UserState.INACTIVE,
  locked: UserState.LOCKED,
  initial: UserState.INITIAL,
  removed: UserState.DELETED,
}

export const genderNames: Readonly<Record<string, Gender>> = {
  unspecified: Gender.UNSPECIFIED,
  female: Gender.FEMALE,
  male: Gender.MALE,
  diverse: Gender.DIVERSE,
}

export const genderName = (gender: Gender | undefined): string =>
  Object.entries(genderNames).find(([, value]) => value === gender)?.[0] ?? 'unspecified'

/** A user as reads show him: absent is false or never (contract 12.7). */
export function userMessage(instance: Instance, user: User) {
  const loginName = preferredLoginName(instance, user)
  const type = user.human
    ? { case: 'human' as const, value: humanMessage(user.human) }
    : { case: 'machine' as const, value: machineMessage(user) }
  return {
    userId: user.id,
    details: readDetails(user, user.organizationId),
    state: states[user.state],
    username: user.username,
    loginNames: [loginName],
    preferredLoginName: loginName,
    type,
  }
}

function humanMessage(human: Human) {
  const { password } = human
  return {
    profile: {
      givenName: human.givenName,
      familyName: human.familyName,
      nickName: human.nickName,
      displayName: human.displayName,
      preferredLanguage: human.preferredLanguage,
      gender: genderNames[human.gender] ?? Gender.UNSPECIFIED,
      avatarUrl: human.avatarUrl,
    },
    email: { email: human.email.address, isVerified: human.email.verified },
    phone: human.phone === undefined ? {} : { phone: human.phone.number, isVerified: human.phone.verified },
    passwordChangeRequired: password?.changeRequired ?? false,
    ...(password === undefined ? {} : { passwordChanged: timestamp(password.changedAt) }),
    ...(human.mfaInitSkippedAt === undefined ? {} : { mfaInitSkipped: timestamp(human.mfaInitSkippedAt) }),
  }
}

function machineMessage({ machine }: User) {
  return {
    name: machine?.name ?? '',
    description: machine?.description ?? '',
    hasSecret: machine?.secretHash !== undefined,
    accessTokenType: machine?.accessTokenType === 'jwt' ? AccessTokenType.JWT : AccessTokenType.BEARER,
  }
}
