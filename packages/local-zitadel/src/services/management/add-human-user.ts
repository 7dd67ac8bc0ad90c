import type { AddHumanUserRequest, ImportHumanUserRequest } from '@zitadel/proto/zitadel/management_pb.js'
import type { Human } from '../../state/model.ts'
import { creationDetails } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { policyFor } from '../policies.ts'
import { addUser } from '../user/add-user.ts'
import { languageOf } from '../user/languages.ts'
import { newHuman } from '../user/new-human.ts'
import { checkComplexity } from '../user/password-rules.ts'
import { normalisePhone } from '../user/phone-number.ts'
import { setHumanPassword } from '../user/set-human-password.ts'

type Given = Pick<AddHumanUserRequest | ImportHumanUserRequest, 'userName' | 'profile' | 'email' | 'phone'>

function humanOf({ profile, email, phone }: Given): Human {
  const human = newHuman(
    {
      givenName: profile?.firstName ?? '',
      familyName: profile?.lastName ?? '',
      nickName: profile?.nickName,
      displayName: profile?.displayName,
      preferredLanguage: languageOf(profile?.preferredLanguage),
    },
    { address: email?.email ?? '', verified: email?.isEmailVerified ?? false },
  )
  if (phone !== undefined && phone.phone !== '') {
    human.phone = { number: normalisePhone(phone.phone), verified: phone.isPhoneVerified }
  }
  return human
}

async function add(call: Call, given: Given, password: string, changeRequired: boolean, isImport: boolean) {
  const human = humanOf(given)
  if (password !== '') {
    checkComplexity(policyFor(call.instance, call.organizationId, 'passwordComplexity'), password, 'creation')
  }
  // Only this old call makes users that are not initialized (contract 12.7).
  const state = password === '' && !isImport && !human.email.verified ? 'initial' : 'active'
  const user = addUser(
    call,
    { organizationId: call.organizationId, username: given.userName, state, human },
    1,
  )
  if (password !== '') setHumanPassword(call.world, user, human, password, changeRequired)
  return { userId: user.id, details: creationDetails(user, user.organizationId) }
}

/** `POST /management/v1/users/human`. */
export const addHumanUser = operation(
  'zitadel.management.v1.ManagementService/AddHumanUser',
  (call, request: AddHumanUserRequest) => add(call, request, request.initialPassword, true, false),
)

/** `POST /management/v1/users/human/_import`. */
export const importHumanUser = operation(
  'zitadel.management.v1.ManagementService/ImportHumanUser',
  (call, request: ImportHumanUserRequest) =>
    add(call, request, request.password, request.passwordChangeRequired, true),
)
