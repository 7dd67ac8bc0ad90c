import { timestampMs } from '@bufbuild/protobuf/wkt'
import type { AddPersonalAccessTokenRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findMachine } from './find-machine.ts'
import { createPat } from './personal-access-token.ts'

/** `POST /v2/users/{id}/pats`. */
export const addPersonalAccessToken = operation(
  'zitadel.user.v2.UserService/AddPersonalAccessToken',
  async (call, request: AddPersonalAccessTokenRequest) => {
    const { user, machine } = findMachine(call, request.userId)
    const expiresAt = request.expirationDate === undefined ? call.now : timestampMs(request.expirationDate)
    const made = await createPat(call.world, user.id, machine, expiresAt)
    call.world.changed('accounts')
    return { ...made, creationDate: timestamp(call.now) }
  },
)
