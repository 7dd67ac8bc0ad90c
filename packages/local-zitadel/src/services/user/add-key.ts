import { timestampMs } from '@bufbuild/protobuf/wkt'
import type { AddKeyRequest } from '@zitadel/proto/zitadel/user/v2/user_service_pb.js'
import { freshKeys } from '../../crypto/rsa-keys.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findMachine } from './find-machine.ts'
import { readPublicKey, serviceAccountKey } from './service-account-key.ts'

/** `POST /v2/users/{id}/keys`: makes a key pair and gives the key file, or takes a public key and gives nothing back (contract 2.2). */
export const addKey = operation(
  'zitadel.user.v2.UserService/AddKey',
  async (call, request: AddKeyRequest) => {
    const { user, machine } = findMachine(call, request.userId)
    const expiresAt = request.expirationDate === undefined ? call.now : timestampMs(request.expirationDate)
    const uploaded = request.publicKey.length > 0 ? readPublicKey(request.publicKey) : undefined
    const made = uploaded === undefined ? await freshKeys() : undefined
    const keyId = call.world.nextId()
    call.world.readSide.note(machine, 'keys')
    machine.keys.set(keyId, {
      publicKeyPem: uploaded ?? made?.publicPem ?? '',
      expiresAt,
      createdAt: call.now,
    })
    call.world.changed('accounts')
    const creationDate = timestamp(call.now)
    if (made === undefined) return { keyId, creationDate }
    const file = JSON.stringify(serviceAccountKey(keyId, made, user.id, expiresAt))
    return { keyId, creationDate, keyContent: new TextEncoder().encode(file) }
  },
)
