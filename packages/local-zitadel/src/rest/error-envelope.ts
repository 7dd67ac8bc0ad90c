import { type JsonObject, toBinary, create } from '@bufbuild/protobuf'
import { CredentialsCheckErrorSchema, ErrorDetailSchema } from '@zitadel/proto/zitadel/message_pb.js'
import type { ApiError, ErrorDetail } from '../errors/api-error.ts'
import { grpcCodes } from '../errors/grpc-codes.ts'

/** Body of an error by REST (contract 11.1); `details` is absent, not empty, where the original has none. */
export function restError(error: ApiError): JsonObject {
  const { detail } = error
  const envelope: JsonObject = { code: grpcCodes[error.code].number, message: error.message }
  if (detail !== undefined)
    envelope['details'] = [{ '@type': `type.googleapis.com/${detail.type}`, ...fieldsOf(detail) }]
  return envelope
}

/** Body of an error by Connect (contract 11.3). */
export function connectError(error: ApiError): JsonObject {
  const { detail } = error
  const envelope: JsonObject = { code: error.code, message: error.message }
  if (detail !== undefined) {
    const value = Buffer.from(binaryOf(detail)).toString('base64').replace(/=+$/, '')
    envelope['details'] = [{ type: detail.type, value, debug: fieldsOf(detail) }]
  }
  return envelope
}

function fieldsOf(detail: ErrorDetail): JsonObject {
  return {
    ...(detail.id === '' ? {} : { id: detail.id }),
    message: detail.message,
    ...(detail.failedAttempts ? { failedAttempts: detail.failedAttempts } : {}),
  }
}

function binaryOf(detail: ErrorDetail): Uint8Array {
  const { id, message } = detail
  if (detail.type === 'zitadel.v1.ErrorDetail')
    return toBinary(ErrorDetailSchema, create(ErrorDetailSchema, { id, message }))
  const failedAttempts = detail.failedAttempts ?? 0
  return toBinary(
    CredentialsCheckErrorSchema,
    create(CredentialsCheckErrorSchema, { id, message, failedAttempts }),
  )
}
