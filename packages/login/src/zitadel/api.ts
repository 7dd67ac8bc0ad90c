import {
  type HttpRequest,
  type HttpResponse,
  isJsonContentType,
  isJsonObject,
  type JsonObject,
  parseJson,
} from '@postern/protocol'
import { LoginError } from '../errors.ts'
import { zeroize } from '../zeroize.ts'
import { toLoginError } from './api-error.ts'
import type { IssuerHttp } from './issuer-http.ts'
import { type BytesJson, jsonBytes } from './json-bytes.ts'
import { operationName } from './operation-name.ts'

export interface ApiCall {
  readonly method: HttpRequest['method']
  /** Below the issuer's origin, beginning with a slash; whoever builds it escapes what is variable. */
  readonly path: string
  readonly body?: BytesJson
  /** Reads may be sent again after the service token was renewed; nothing else ever is. */
  readonly repeatable?: boolean
  readonly timeoutMs?: number
}

/** One call to ZITADEL's REST API as the login client. Any status is an answer; rejects with a `LoginError` when there is none. */
export type ApiTransport = (call: ApiCall) => Promise<HttpResponse>

export interface ApiTransportDeps {
  readonly issuer: string
  readonly call: IssuerHttp
  readonly timeoutMs: number
  readonly credential: {
    bearer(): Promise<string>
    /** Says that a token was refused; resolves when another one is there. */
    renewed(refused: string): Promise<string>
  }
}

/**
 * A thin client over REST: bytes out, bytes in. Sends no `Origin` (contract 2.6 no. 6), keeps no cookie (contract 11.5), follows
 * nothing. The body is zeroed when the call is over, whatever its outcome.
 *
 * A 401 leads to one renewal of the service token; only a repeatable call is then sent again, once.
 */
export function createApiTransport({ issuer, call, timeoutMs, credential }: ApiTransportDeps): ApiTransport {
  const { origin } = new URL(issuer)

  const send = async (operation: ApiCall, token: string): Promise<HttpResponse> => {
    const body = operation.body === undefined ? undefined : jsonBytes(operation.body)
    try {
      return await call(
        {
          method: operation.method,
          url: `${origin}${operation.path}`,
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body }),
        },
        operation.timeoutMs ?? timeoutMs,
      )
    } finally {
      if (body !== undefined) zeroize(body)
    }
  }

  return async (operation) => {
    const token = await credential.bearer()
    const response = await send(operation, token)
    if (response.status !== 401) return response
    const other = await credential.renewed(token)
    return operation.repeatable === true ? send(operation, other) : response
  }
}

/** The JSON object of a success answer; everything else rejects with a `LoginError`. */
export type ZitadelApi = (call: ApiCall) => Promise<JsonObject>

export const createZitadelApi =
  (transport: ApiTransport): ZitadelApi =>
  async (operation) =>
    readSuccess(await transport(operation), operationName(operation.method, operation.path))

function readSuccess(response: HttpResponse, operation: string): JsonObject {
  if (response.status < 200 || response.status > 299) throw toLoginError(response, operation)
  const body = isJsonContentType(response.headers['content-type']) ? parseJson(response.body) : undefined
  if (!isJsonObject(body)) {
    throw new LoginError(
      'ISSUER_ANSWER_INVALID',
      `${operation}: status ${response.status}, not a JSON object`,
    )
  }
  return body
}
