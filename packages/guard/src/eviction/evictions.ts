import {
  evictionSignature,
  evictionSignatureHeader,
  isJsonObject,
  isSameSecret,
  type Now,
  parseStrictJson,
  problemContentType,
  problemOf,
} from '@postern/protocol'
import { GuardError, guardErrors, guardReasons, type GuardReason } from '../errors.ts'
import type { Guard } from '../guard.ts'
import { createMemoryReplays, type ReplayMemory } from '../proof/replays.ts'

export interface EvictionsOptions {
  readonly guard: Guard
  /** Shared with whoever may tell of log-outs. 32 bytes or more. */
  readonly secret: Uint8Array
  readonly now: Now
  /** Where messages that came are remembered. Default: this process's memory. */
  readonly replays?: ReplayMemory
}

/** Takes messages about logins that have ended: an API gets no log-out call from ZITADEL, and no token of ZITADEL carries a `sid`. */
export interface Evictions {
  /** One message: its bytes and the header `postern-signature`. Gives what to answer. */
  receive(body: Uint8Array, signature: string | null): Promise<EvictionAnswer>
  /** The same for whatever server speaks `fetch`. */
  handler(request: Request): Promise<Response>
}

/** 204 done; 400 no such message; 401 not signed, too old, or seen before; 503 send it again. */
export interface EvictionAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** A problem, or nothing. */
  readonly body: string | null
  /** For the log. */
  readonly reason: GuardReason | null
}

export const maxEvictionBytes = 4_096
const maxAgeSeconds = 60

/**
 * A message counts if it is signed with the secret, was made within the last minute and was not seen before. Nothing of it is read
 * before the signature is.
 *
 * @throws GuardError `CONFIGURATION_INVALID` for a short secret
 */
export function createEvictions({
  guard,
  secret,
  now,
  replays = createMemoryReplays(now),
}: EvictionsOptions): Evictions {
  if (secret.length < 32)
    throw new GuardError('configuration_invalid', 'createEvictions: secret must be 32 bytes or more')

  async function receive(body: Uint8Array, signature: string | null): Promise<EvictionAnswer> {
    if (body.length > maxEvictionBytes) return refusal('eviction_malformed')
    if (signature === null || !isSameSecret(signature, evictionSignature(body, secret)))
      return refusal('eviction_refused')
    const message = parseMessage(body)
    if (message === undefined) return refusal('eviction_malformed')
    if (Math.abs(now() - message.iat * 1000) > maxAgeSeconds * 1000) return refusal('eviction_refused')
    try {
      const until = (message.iat + maxAgeSeconds) * 1000 + 1
      if (!(await replays.addOnce(`eviction.${signature}`, until))) return refusal('eviction_refused')
      await guard.forget({ subject: message.subject })
    } catch {
      return refusal('end_not_shared')
    }
    return { status: 204, headers: {}, body: null, reason: null }
  }

  return {
    receive,
    async handler(request) {
      if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } })
      const bytes = await readAtMost(request.body, maxEvictionBytes)
      const { status, headers, body } = await receive(bytes, request.headers.get(evictionSignatureHeader))
      return new Response(body, { status, headers })
    },
  }
}

interface Message {
  readonly subject: string
  readonly iat: number
}

function parseMessage(body: Uint8Array): Message | undefined {
  const message = parseStrictJson(body)
  if (!isJsonObject(message)) return undefined
  const { subject, iat, jti } = message
  if (typeof subject !== 'string' || subject === '' || typeof iat !== 'number' || typeof jti !== 'string')
    return
  return { subject, iat }
}

function refusal(reason: GuardReason): EvictionAnswer {
  const code = guardReasons[reason]
  const { correlation: _, ...problem } = problemOf({ ...guardErrors[code], code }, '')
  const headers = { 'content-type': problemContentType, 'cache-control': 'no-store' }
  return { status: problem.status, headers, body: JSON.stringify(problem), reason }
}

/** One byte more than allowed is enough to see that it is too long. */
async function readAtMost(body: AsyncIterable<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    length += chunk.length
    if (length > limit) break
  }
  return Buffer.concat(chunks)
}
