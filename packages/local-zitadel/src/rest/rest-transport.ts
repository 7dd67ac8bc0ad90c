import { toJson } from '@bufbuild/protobuf'
import { options } from '@zitadel/proto/zitadel/protoc_gen_zitadel/v2/options_pb.js'
import { ApiError } from '../errors/api-error.ts'
import { grpcCodes } from '../errors/grpc-codes.ts'
import { jsonAnswer } from '../server/answers.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import type { RunOperation } from '../services/run-operation.ts'
import { restError } from './error-envelope.ts'
import { requestMessage } from './request-message.ts'
import { findRoute, type RestMatch, type RestRoute } from './rest-routes.ts'
import { optionOf } from './schema/option-of.ts'

const quotaCookie = 'zitadel.quota.exhausted=; Path=/; Max-Age=0; SameSite=Lax'

/** A REST call: route, message, operation, envelope (contract 11). */
export async function answerRest(
  context: RequestContext,
  routes: readonly RestRoute[],
  run: RunOperation,
): Promise<Answer> {
  const match = findRoute(routes, context.method, context.path)
  if (match === 'not_found') return jsonAnswer(404, { code: 5, message: 'Not Found' })
  if (match === 'method_not_allowed') return jsonAnswer(405, { code: 12, message: 'Method Not Allowed' })
  let reachedOperation = false
  try {
    const request = requestMessage(context, match)
    reachedOperation = true
    return await answer(context, match, run, request)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return refusal(context, error, reachedOperation)
  }
}

async function answer(
  context: RequestContext,
  match: RestMatch,
  run: RunOperation,
  request: ReturnType<typeof requestMessage>,
): Promise<Answer> {
  const { method } = match.route
  const message = await run(context, method, request)
  const successCode = optionOf(method, options).httpResponse?.successCode ?? 0
  return jsonAnswer(successCode === 0 ? 200 : successCode, toJson(method.output, message), {
    ...gatewayHeaders(context),
    'grpcgateway-cache-control': 'no-store',
    'grpcgateway-pragma': 'no-cache',
    ...v1Headers(context),
    'set-cookie': quotaCookie,
    vary: 'Origin, Cookie',
  })
}

/** What the operation answers an error with passes the inner server and carries its headers; what fails before does not (contract 11.5, R). */
function refusal(context: RequestContext, error: ApiError, reachedOperation: boolean): Answer {
  const { status } = grpcCodes[error.code]
  return jsonAnswer(status, restError(error), {
    ...(reachedOperation ? { ...gatewayHeaders(context), ...v1Headers(context) } : {}),
    ...(status === 401 ? { 'www-authenticate': error.message } : {}),
    vary: 'Origin',
  })
}

function gatewayHeaders(context: RequestContext): Record<string, string> {
  return {
    'grpcgateway-content-type': 'application/grpc',
    ...(isV1(context) ? {} : { 'grpcgateway-date': new Date(context.now).toUTCString() }),
  }
}

/** The v1 APIs go through another cache interceptor: plain headers beside the gateway's, on errors too (R). */
function v1Headers(context: RequestContext): Record<string, string> {
  if (!isV1(context)) return {}
  const expires = new Date(context.now - 3_600_000).toUTCString()
  return {
    'cache-control': 'no-store',
    expires,
    pragma: 'no-cache',
    'grpcgateway-cache-control': 'no-store',
    'grpcgateway-expires': expires,
    'grpcgateway-pragma': 'no-cache',
  }
}

const isV1 = (context: RequestContext) => !context.path.startsWith('/v2/')

/** The 404 of an unknown host in REST's form (contract 1.5). */
export function unknownHostByRest(text: string): Answer {
  const body = restError(ApiError.plain('not_found', text))
  return jsonAnswer(404, body, { 'grpcgateway-content-type': 'application/grpc', vary: 'Origin' })
}
