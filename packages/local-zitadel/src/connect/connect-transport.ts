import { type DescMethod, fromBinary, type Message, toBinary, toJson } from '@bufbuild/protobuf'
import { ApiError } from '../errors/api-error.ts'
import { grpcCodes } from '../errors/grpc-codes.ts'
import { connectError } from '../rest/error-envelope.ts'
import { parseBody, toMessage } from '../rest/read-json.ts'
import { jsonAnswer, pageNotFound } from '../server/answers.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import type { RunOperation } from '../services/run-operation.ts'

const accepted = ['application/json', 'application/proto']

/** A unary Connect call of a method, or of none, JSON or binary protobuf (contract 11.3, 11.6). Errors are always JSON. */
export async function answerConnect(
  context: RequestContext,
  method: DescMethod | undefined,
  run: RunOperation,
): Promise<Answer> {
  if (method === undefined) return pageNotFound()
  if (context.method !== 'POST') return { status: 405, headers: { allow: 'POST' }, body: '' }
  const type = (context.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  if (!accepted.includes(type))
    return { status: 415, headers: { 'accept-post': accepted.join(', ') }, body: '' }
  try {
    const request = type === 'application/json' ? readJson(method, context) : readBinary(method, context)
    const message = await run(context, method, request)
    return success(context, method, message, type)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return jsonAnswer(grpcCodes[error.code].status, connectError(error), {
      'accept-encoding': 'gzip',
      vary: 'Origin',
    })
  }
}

function success(context: RequestContext, method: DescMethod, message: Message, type: string): Answer {
  const isJson = type === 'application/json'
  return {
    status: 200,
    headers: {
      'content-type': type,
      'accept-encoding': 'gzip',
      'cache-control': 'no-store',
      expires: new Date(context.now).toUTCString(),
      pragma: 'no-cache',
      vary: 'Origin',
    },
    body: isJson ? JSON.stringify(toJson(method.output, message)) : toBinary(method.output, message),
  }
}

/** The unmarshal error names the Go type: the last part of the package, without its version, and the message (R). */
function readJson(method: DescMethod, context: RequestContext): Message {
  try {
    const { json, text } = parseBody(context.body)
    return toMessage(method.input, json, text)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const goPackage = method.input.file.proto.package.split('.').at(-2) ?? ''
    const reason = error.message.startsWith('proto:') ? error.message : `proto: ${error.message}`
    const text = `unmarshal message: unmarshal into *${goPackage}.${method.input.name}: ${reason}`
    throw ApiError.plain('invalid_argument', text)
  }
}

function readBinary(method: DescMethod, context: RequestContext): Message {
  try {
    return fromBinary(method.input, context.body)
  } catch {
    throw ApiError.plain(
      'invalid_argument',
      'unmarshal message: proto: cannot parse invalid wire-format data',
    )
  }
}

/** The 404 of an unknown host in Connect's form (contract 1.5). */
export function unknownHostByConnect(text: string): Answer {
  const body = connectError(ApiError.plain('not_found', text))
  return jsonAnswer(404, body, { 'accept-encoding': 'gzip', vary: 'Origin' })
}
