import type { AddSecretRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { randomSecret } from '../../crypto/random-text.ts'
import { hashSecret } from '../../crypto/secret-hash.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findMachine } from './find-machine.ts'

/** `POST /v2/users/{id}/secret`: for client_credentials; the client id is the login name (contract 2.3). */
export const addSecret = operation(
  'zitadel.user.v2.UserService/AddSecret',
  (call, request: AddSecretRequest) => {
    const { machine } = findMachine(call, request.userId)
    const clientSecret = randomSecret(call.world.randomBytes)
    call.world.readSide.note(machine, 'secretHash')
    machine.secretHash = hashSecret(clientSecret)
    call.world.changed('accounts')
    return { creationDate: timestamp(call.now), clientSecret }
  },
)
