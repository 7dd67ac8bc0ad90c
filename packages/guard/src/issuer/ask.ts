import type { HttpResponse } from '@postern/protocol'
import { GuardError } from '../errors.ts'
import type { Trace } from '../events.ts'
import type { Settings } from '../settings.ts'

/** Far above any answer that a set of claims fits in. */
const maxBytes = 262_144

/**
 * One call to the issuer: no redirect followed, since that would carry the credential elsewhere; an upper bound on time and size,
 * reading included.
 *
 * @throws GuardError `issuer_unreachable` without an answer, `answer_unusable` for one that is too long
 */
export async function ask(
  { fetch: send, timeoutMs, trace }: Pick<Settings, 'fetch' | 'timeoutMs' | 'trace'>,
  what: Parameters<Trace>[0],
  url: string,
  init: RequestInit,
): Promise<HttpResponse> {
  try {
    return await trace(what, async () => {
      const response = await send(url, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await readBody(response),
      }
    })
  } catch (cause) {
    if (cause instanceof GuardError) throw cause
    throw new GuardError('issuer_unreachable', `no answer from ${url}: ${nameOf(cause)}`)
  }
}

async function readBody(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    // leaving the loop cancels the body
    if (length > maxBytes)
      throw new GuardError('answer_unusable', `the answer is longer than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Only what the runtime calls it: a message could hold what was sent. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown failure'
  const code: unknown = Reflect.get(cause.cause instanceof Error ? cause.cause : cause, 'code')
  return typeof code === 'string' ? code : cause.name
}
