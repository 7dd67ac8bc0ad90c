import type { IncomingMessage, ServerResponse } from 'node:http'
import { applyFault, lost } from '../faults/apply-fault.ts'
import type { FaultSource } from '../faults/faults.ts'
import type { World } from '../state/world.ts'
import { jsonAnswer, textAnswer } from './answers.ts'
import { corsHeaders } from './cors.ts'
import type { Dispatch } from './dispatch.ts'
import { isPagePath } from './paths.ts'
import { readBody } from './read-body.ts'
import type { Answer, RequestContext } from './request-context.ts'
import { issuerOf, originOfRequest, unknownInstance } from './resolve-host.ts'
import { unsafeRequest } from './safety.ts'

export interface ServeParts {
  readonly world: World
  readonly dispatch: Dispatch
  readonly faults: FaultSource
  /** Resolves when what the call changed is kept. */
  readonly kept: () => Promise<void>
}

/** Serves one HTTP request from its first header to its last byte. */
export function createServe(parts: ServeParts): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    respond(parts, request, response).catch(() => response.destroy())
  }
}

async function respond(parts: ServeParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = flatHeaders(request)
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  const requestId = requestIdOf(parts.world)
  const answer = await answerFor(parts, request, headers, path, requestId)
  if (answer === lost) {
    response.socket?.destroy()
    return
  }
  const isBare = request.method === 'OPTIONS' || path.startsWith('/debug/')
  const carried = isBare
    ? {}
    : { vary: 'Origin', 'x-request-id': requestId, ...corsOf(request.method ?? 'GET', path, headers) }
  const body = Buffer.from(answer.body)
  response.writeHead(answer.status, {
    'x-robots-tag': 'none',
    ...carried,
    ...copied(answer.headers),
    'content-length': body.length,
    // By the server's clock: a login client measures the offset of its own by it.
    date: new Date(parts.world.now()).toUTCString(),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** The pages for people are the browser's own: with CORS, another origin could read the proof in their forms and fill them in. */
function corsOf(method: string, path: string, headers: RequestContext['headers']): Record<string, string> {
  return isPagePath(path) ? {} : corsHeaders(headers, method, path)
}

async function answerFor(
  parts: ServeParts,
  request: IncomingMessage,
  headers: RequestContext['headers'],
  path: string,
  requestId: string,
): Promise<Answer | typeof lost> {
  const { world, dispatch, faults } = parts
  const unsafe = world.behaviour.asOriginal ? undefined : unsafeRequest(headers)
  if (unsafe !== undefined) return textAnswer(421, `${unsafe}\n`)
  const body = await readBody(request)
  if (body === undefined)
    return jsonAnswer(413, { code: 8, message: 'request body too large' }, { connection: 'close' })
  const origin = originOfRequest(headers)
  const issuer = issuerOf(origin, world.instance)
  if (issuer === undefined && !path.startsWith('/debug/')) {
    return dispatch.unknownHost(path, unknownInstance(origin, world.instance))
  }
  const context: RequestContext = {
    world,
    instance: world.instance,
    issuer: issuer ?? '',
    now: world.now(),
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams((request.url ?? '').split('?').slice(1).join('?')),
    headers,
    body,
    requestId,
  }
  const call = async (): Promise<Answer> => {
    const answer = await safely(() => dispatch.answer(context))
    await parts.kept()
    return answer
  }
  if (faults.pending === 0) return call()
  const operation = await dispatch.operationOf(context.method, path)
  const fault = faults.take({ operation, method: context.method, path })
  return fault === undefined ? call() : applyFault(fault, call, world.wait)
}

/** A fault of ours is a 500 in the original's envelope; nothing of the inside is told. */
async function safely(answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer()
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error), 'LocalZitadelWarning')
    return jsonAnswer(500, { code: 13, message: 'An internal error occurred' })
  }
}

function flatHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
}

/** Twenty characters of `0-9a-v`, as the original's request ids. */
function requestIdOf(world: World): string {
  return [...world.randomBytes(20)].map((byte) => '0123456789abcdefghijklmnopqrstuv'[byte & 31]).join('')
}

function copied(headers: Answer['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )
}
