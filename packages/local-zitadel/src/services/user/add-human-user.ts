import type { AddHumanUserRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { objectDetails } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { policyFor } from '../policies.ts'
import { addUser } from './add-user.ts'
import { languageOf } from './languages.ts'
import { newHuman } from './new-human.ts'
import { openCode } from './open-codes.ts'
import { checkComplexity } from './password-rules.ts'
import { normalisePhone } from './phone-number.ts'
import { setHumanPassword } from './set-human-password.ts'
import { genderName } from './user-message.ts'
import { setMetadata } from './user-metadata.ts'

/** `POST /v2/users/human`: the call that CreateUser replaced; it still works (contract 12.1). */
export const addHumanUser = operation(
  'zitadel.user.v2.UserService/AddHumanUser',
  async (call, request: AddHumanUserRequest) => {
    const organizationId = organizationIdOf(call, request)
    if (!call.instance.organizations.has(organizationId)) throw ApiError.of('COMMAND-QXPGs')
    const { email, profile, phone } = request
    const verified = email?.verification.case === 'isVerified' && email.verification.value
    const human = newHuman(
      {
        givenName: profile?.givenName ?? '',
        familyName: profile?.familyName ?? '',
        nickName: profile?.nickName,
        displayName: profile?.displayName,
        preferredLanguage: languageOf(profile?.preferredLanguage),
        gender: genderName(profile?.gender),
      },
      { address: email?.email ?? '', verified },
    )
    if (phone !== undefined && phone.phone !== '') {
      human.phone = {
        number: normalisePhone(phone.phone),
        verified: phone.verification.case === 'isVerified',
      }
    }
    const password = request.passwordType.case === 'password' ? request.passwordType.value : undefined
    if (password !== undefined) {
      checkComplexity(
        policyFor(call.instance, organizationId, 'passwordComplexity'),
        password.password,
        'creation',
      )
    }
    const username = request.username ?? human.email.address
    const user = addUser(call, { id: request.userId, organizationId, username, state: 'active', human }, 1)
    if (password !== undefined)
      setHumanPassword(call.world, user, human, password.password, password.changeRequired)
    if (request.totpSecret !== undefined) human.totp = { secret: request.totpSecret, verified: true }
    setMetadata(user, request.metadata, call.now)
    const returned = email?.verification.case === 'returnCode'
    const emailCode = verified ? undefined : openCode(call, human, 'email', !returned)
    return {
      userId: user.id,
      details: objectDetails(user, organizationId),
      ...(returned && emailCode !== undefined ? { emailCode } : {}),
    }
  },
)

function organizationIdOf(call: Call, request: AddHumanUserRequest): string {
  const named = request.organization?.org
  return named?.case === 'orgId' ? named.value : call.organizationId
}
