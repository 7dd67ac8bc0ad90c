import { type ApiErrorId, apiErrors } from './api-errors.ts'
import type { GrpcCode } from './grpc-codes.ts'

/** What stands in `details` of an error answer; absent for errors of the transport and of the field rules (contract 11.1). */
export interface ErrorDetail {
  readonly type: 'zitadel.v1.ErrorDetail' | 'zitadel.v1.CredentialsCheckError'
  /** Empty for the few errors of the original that have a text only. */
  readonly id: string
  readonly message: string
  readonly failedAttempts?: number
}

/** An error answer of ZITADEL's API, the same by REST and by Connect. */
export class ApiError extends Error {
  readonly code: GrpcCode
  readonly detail: ErrorDetail | undefined

  private constructor(code: GrpcCode, message: string, detail: ErrorDetail | undefined) {
    super(message)
    this.code = code
    this.detail = detail
  }

  /** The error of ZITADEL's with that id. `failedAttempts` makes it a CredentialsCheckError. */
  static of(
    id: ApiErrorId,
    given: { message?: string; code?: GrpcCode; failedAttempts?: number } = {},
  ): ApiError {
    const [code, text] = apiErrors[id]
    const message = given.message ?? text
    const { failedAttempts } = given
    return new ApiError(
      given.code ?? code,
      `${message} (${id})`,
      failedAttempts === undefined
        ? { type: 'zitadel.v1.ErrorDetail', id, message }
        : { type: 'zitadel.v1.CredentialsCheckError', id, message, failedAttempts },
    )
  }

  /** One of the original's errors that have a text and an empty id: the message ends in ` ()`. */
  static withoutId(code: GrpcCode, message: string): ApiError {
    return new ApiError(code, `${message} ()`, { type: 'zitadel.v1.ErrorDetail', id: '', message })
  }

  /** An error of the transport, of the field rules or of the header check: no details at all. */
  static plain(code: GrpcCode, message: string): ApiError {
    return new ApiError(code, message, undefined)
  }
}
