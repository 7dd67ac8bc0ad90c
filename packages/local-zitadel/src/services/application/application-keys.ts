import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt'
import { freshKeys } from '../../crypto/rsa-keys.ts'
import { ApiError } from '../../errors/api-error.ts'
import type { ApplicationKey } from '../../local-zitadel.ts'
import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { readPublicKey } from '../user/service-account-key.ts'
import type { ApplicationRequest } from './application-types.ts'
import { findApplicationFor } from './find-application.ts'

interface CreateApplicationKeyRequest extends ApplicationRequest {
  readonly expirationDate?: Timestamp
  readonly publicKey: Uint8Array
}

const tenYearsMs = 10 * 365 * 24 * 3_600_000

/** A key for private_key_jwt: the key file as base64 JSON (contract 2.2). */
export const createApplicationKey = operation(
  'zitadel.application.v2.ApplicationService/CreateApplicationKey',
  async (call, request: CreateApplicationKeyRequest) => {
    const application = findApplicationFor(call, request, 'COMMAND-sak25')
    const method = application.oidc?.authMethodType ?? application.api?.authMethodType
    if (method !== 'private_key_jwt') throw ApiError.of('COMMAND-Dff54')
    const expiresAt =
      request.expirationDate === undefined ? call.now + tenYearsMs : timestampMs(request.expirationDate)
    const uploaded = request.publicKey.length > 0 ? readPublicKey(request.publicKey) : undefined
    const made = uploaded === undefined ? await freshKeys() : undefined
    const keyId = call.world.nextId()
    call.world.readSide.note(application, 'keys')
    application.keys.set(keyId, {
      publicKeyPem: uploaded ?? made?.publicPem ?? '',
      expiresAt,
      createdAt: call.now,
    })
    touch(application, call.now)
    call.world.changed('accounts')
    const { id: appId, clientId } = application
    const file: ApplicationKey | undefined = made && {
      type: 'application',
      keyId,
      key: made.privatePem,
      appId,
      clientId,
    }
    return {
      keyId,
      creationDate: timestamp(call.now),
      ...(file === undefined ? {} : { keyDetails: new TextEncoder().encode(JSON.stringify(file)) }),
    }
  },
)

export const deleteApplicationKey = operation(
  'zitadel.application.v2.ApplicationService/DeleteApplicationKey',
  (call, request: ApplicationRequest & { readonly keyId: string }) => {
    const application = findApplicationFor(call, request, 'COMMAND-sak25')
    call.world.readSide.note(application, 'keys')
    if (!application.keys.delete(request.keyId)) return {}
    touch(application, call.now)
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
