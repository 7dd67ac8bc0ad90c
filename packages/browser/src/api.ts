import { parseProblem } from './problem.ts'
import { PosternError } from './postern-error.ts'
import type { Session } from './session.ts'
import type { Wire } from './wire.ts'

/** As `fetch` takes it, without the two settings that keep a call on its own origin. */
export type ApiInit = Omit<RequestInit, 'mode' | 'credentials'>

/**
 * Calls the application's API through the gateway. A 401 is believed to end the session only when the gateway, asked, knows of none:
 * an API may refuse a single call with 401 while the user stays logged in.
 */
export async function callApi(
  wire: Wire,
  whoAmI: () => Promise<Session | null>,
  path: string | URL,
  init: ApiInit,
): Promise<Response> {
  const response = await wire.send(path, init)
  if (response.status !== 401) return response
  const session = await whoAmI().catch(() => undefined)
  if (session !== null) return response
  const { correlation } = await parseProblem(response.clone())
  throw new PosternError('SESSION_ENDED', { correlation })
}
