import type {
  CreateUserRequest,
  CreateUserRequest_Human,
} from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { AccessTokenType } from '@zitadel/proto/zitadel/user/v2/user_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { Human, User } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { policyFor } from '../policies.ts'
import { addUser, checkUniqueName } from './add-user.ts'
import { languageOf } from './languages.ts'
import { newHuman } from './new-human.ts'
import { openCode } from './open-codes.ts'
import { checkComplexity, isTooLongForBcrypt } from './password-rules.ts'
import { normalisePhone } from './phone-number.ts'
import { setHumanPassword } from './set-human-password.ts'
import { setMetadata } from './user-metadata.ts'
import { genderName } from './user-message.ts'
import { checkUrlTemplate } from './url-template.ts'

/** `POST /v2/users/new`: a human or a service user; active at once, verified or not (contract 12.7). */
export const createUser = operation(
  'zitadel.user.v2.UserService/CreateUser',
  async (call, request: CreateUserRequest) => {
    requirePermission(call.instance, call.caller.userId, 'user.write', request.organizationId)
    if (!call.instance.organizations.has(request.organizationId)) throw ApiError.of('COMMAND-QXPGs')
    const { userType } = request
    if (userType.case === 'human') return createHuman(call, request, userType.value)
    const machine = userType.value as (typeof userType)['value'] & { accessTokenType?: AccessTokenType }
    const username = request.username ?? request.userId ?? machine?.name ?? ''
    const user = addUser(
      call,
      {
        id: request.userId,
        organizationId: request.organizationId,
        username,
        state: 'active',
        machine: {
          name: machine?.name ?? '',
          description: machine?.description ?? '',
          accessTokenType: machine?.accessTokenType === AccessTokenType.JWT ? 'jwt' : 'bearer',
          keys: new Map(),
          pats: new Map(),
        },
      },
      1,
    )
    return { id: user.id, creationDate: timestamp(user.createdAt) }
  },
)

async function createHuman(call: Call, request: CreateUserRequest, given: CreateUserRequest_Human) {
  const human = humanOf(given)
  const password = given.passwordType.case === 'password' ? given.passwordType.value : undefined
  const user = { organizationId: request.organizationId, username: request.username ?? human.email.address }
  if (given.email?.verification.case === 'sendCode')
    checkUrlTemplate(given.email.verification.value.urlTemplate)
  if (given.phone !== undefined && given.phone.phone !== '') {
    human.phone = {
      number: normalisePhone(given.phone.phone),
      verified: given.phone.verification.case === 'isVerified',
    }
  }
  checkUniqueName(call, { ...blank, ...user, username: user.username.trim(), id: request.userId ?? '' })
  if (password !== undefined) {
    checkComplexity(
      policyFor(call.instance, request.organizationId, 'passwordComplexity'),
      password.password,
      'creation',
    )
    if (isTooLongForBcrypt(password.password)) {
      throw ApiError.withoutId('unknown', 'bcrypt: password length exceeds 72 bytes')
    }
  }
  const events = 1 + (human.email.verified ? 1 : 0) + (human.phone?.verified === true ? 1 : 0)
  const stored = addUser(call, { ...user, id: request.userId, state: 'active', human }, events)
  if (password !== undefined)
    setHumanPassword(call.world, stored, human, password.password, password.changeRequired)
  if (given.totpSecret !== undefined) human.totp = { secret: given.totpSecret, verified: true }
  setMetadata(stored, given.metadata, call.now)
  return { id: stored.id, creationDate: timestamp(stored.createdAt), ...codesFor(call, human, given) }
}

const blank: User = {
  id: '',
  organizationId: '',
  username: '',
  state: 'active',
  createdAt: 0,
  changedAt: 0,
  sequence: 0,
  metadata: new Map(),
}

function humanOf({ profile, email }: CreateUserRequest_Human): Human {
  const verified = email?.verification.case === 'isVerified' && email.verification.value
  return newHuman(
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
}

/** What is not verified gets a code: returned where asked for, else sent to nobody. */
function codesFor(call: Call, human: Human, given: CreateUserRequest_Human) {
  const answer: { emailCode?: string; phoneCode?: string } = {}
  if (!human.email.verified) {
    const returned = given.email?.verification.case === 'returnCode'
    const code = openCode(call, human, 'email', !returned)
    if (returned) answer.emailCode = code
  }
  if (human.phone !== undefined && !human.phone.verified) {
    const returned = given.phone?.verification.case === 'returnCode'
    const code = openCode(call, human, 'phone', !returned)
    if (returned) answer.phoneCode = code
  }
  return answer
}
