import { parseProblem } from './problem.ts'
import { PosternError } from './postern-error.ts'
import { sameOriginAddress } from './same-origin.ts'

/** A call to one of the gateway's login endpoints. */
export interface AuthCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly body?: unknown
  /** The attempt's identifier; travels in a header, never in the address (FIX-4). */
  readonly attempt?: string
}

/** The way to the server: one header that no foreign page can send, and no other origin. */
export interface Wire {
  /** Gives the parsed answer, `undefined` for an empty one. @throws PosternError for everything that is not a success */
  auth(path: string, call: AuthCall): Promise<unknown>
  /** Gives any answer as it is. @throws PosternError GATEWAY_UNREACHABLE, OTHER_ORIGIN_REFUSED */
  send(address: string | URL, init: RequestInit): Promise<Response>
}

export function createWire(fetch: typeof globalThis.fetch, origin: string, base: string): Wire {
  const root = sameOriginAddress(base, origin).replace(/\/+$/, '')

  const send: Wire['send'] = async (address, init) => {
    const own = sameOriginAddress(address, origin)
    const headers = new Headers(init.headers)
    headers.set('Postern-CSRF', '1')
    // `mode` makes the browser itself refuse when a redirect leaves the origin.
    const guarded: RequestInit = { ...init, headers, mode: 'same-origin', credentials: 'same-origin' }
    try {
      return await fetch(own, guarded)
    } catch (cause) {
      if (init.signal?.aborted) throw cause
      throw new PosternError('GATEWAY_UNREACHABLE', { cause })
    }
  }

  return {
    send,
    async auth(path, { method, body, attempt }) {
      const headers = new Headers({ accept: 'application/json, application/problem+json' })
      if (attempt !== undefined) headers.set('Postern-Attempt', attempt)
      if (body !== undefined) headers.set('content-type', 'application/json')
      const response = await send(root + path, {
        method,
        headers,
        cache: 'no-store',
        // A login endpoint never redirects; following one could carry a password along (CRED-5).
        redirect: 'error',
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw await parseProblem(response)
      if (response.status === 204) return undefined
      return response.json().catch((cause: unknown) => {
        throw new PosternError('ANSWER_UNREADABLE', { status: response.status, cause })
      })
    },
  }
}
