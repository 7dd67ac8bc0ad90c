import type { IncomingMessage, ServerResponse } from 'node:http'
import { evictionSignatureHeader } from '@postern/protocol'
import { type Evictions, maxEvictionBytes } from '../eviction/evictions.ts'
import type { Guard } from '../guard.ts'
import type { Principal } from '../principal/principal.ts'
import type { Refusal } from '../refusal.ts'
import type { Rule } from '../route.ts'
import { type AdapterOptions, bodyOf } from './answer.ts'
import { viewOf } from './view.ts'

export { peerOf, viewOf } from './view.ts'

/** A handler that knows who calls: `null` only where the rule is optional. */
export type NodeHandler<P> = (
  request: IncomingMessage,
  response: ServerResponse,
  principal: P,
) => void | Promise<void>

/** Makes guarded listeners for `node:http`. */
export interface NodeGuard {
  <R extends Rule>(
    rule: R,
    handler: NodeHandler<R extends { optional: true } ? Principal | null : Principal>,
  ): (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/**
 * Puts the guard before handlers of `node:http`. What a handler or a predicate throws rejects.
 *
 * @throws GuardError `CONFIGURATION_INVALID`, when a route is made, for a rule that nobody could meet
 */
export function nodeGuard(guard: Guard, options: AdapterOptions<IncomingMessage>): NodeGuard {
  return (rule, handler) => {
    const judge = guard.route(rule)
    return async (request, response) => {
      const judged = await judge(viewOf(request))
      if (judged?.kind === 'refusal') return answer(judged, request, response, options)
      // `null` comes out of an optional rule only
      await handler(request, response, judged as Principal)
    }
  }
}

function answer(
  refusal: Refusal,
  request: IncomingMessage,
  response: ServerResponse,
  { onRefusal, correlationOf }: AdapterOptions<IncomingMessage>,
): void {
  onRefusal(refusal, request)
  response.writeHead(refusal.status, refusal.headers).end(bodyOf(refusal, correlationOf?.(request)))
}

/** Takes messages about ended logins at a POST route of `node:http`, or of Express before any parser of bodies. */
export function nodeEvictions(evictions: Evictions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end()
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of request) {
      length += chunk.length
      if (length <= maxEvictionBytes + 1) chunks.push(chunk)
    }
    const signature = viewOf(request).headers.get(evictionSignatureHeader)
    const tooLong = length > maxEvictionBytes
    const { status, headers, body } = await evictions.receive(
      tooLong ? new Uint8Array(maxEvictionBytes + 1) : Buffer.concat(chunks),
      signature,
    )
    response.writeHead(status, headers).end(body)
  }
}
