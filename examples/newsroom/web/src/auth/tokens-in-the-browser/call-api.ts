import type { User } from 'oidc-client-ts'
import type { Api } from '../auth.ts'
import { audienceOf } from './check-identity.ts'
import { AuthError } from './errors.ts'

export interface CallApiDeps {
  readonly api: { readonly origin: string; readonly projectId: string }
  readonly user: () => User | null
  readonly renew: (stale: User) => Promise<User | null>
  readonly fetch: typeof fetch
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** A token that ends while the call is under way is refused, so it is renewed a little before. */
const marginSeconds = 10

/**
 * `fetch` for the API, with the access token in the header. A token that is over is renewed first, and one that is refused is renewed
 * once: a call that was refused with 401 has done nothing, so it can be sent again whatever it is.
 *
 * @throws AuthError `TOKEN_FOREIGN`, `TOKEN_REFUSED`, `API_UNREACHABLE`, and what a renewal throws
 */
export function callApi({ api, user, renew, fetch: send, now }: CallApiDeps): Api {
  const ask = async (path: string, init: RequestInit, reader: User | null): Promise<Response> => {
    const address = addressOf(path, api.origin)
    const headers = new Headers(init.headers)
    headers.delete('authorization')
    if (reader !== null) headers.set('authorization', `Bearer ${reader.access_token}`)
    try {
      return await send(address, {
        ...init,
        headers,
        credentials: 'omit',
        redirect: 'error',
      })
    } catch (cause) {
      if (init.signal?.aborted === true) throw cause
      throw new AuthError('API_UNREACHABLE', { cause })
    }
  }

  return async (path, init = {}) => {
    const held = user()
    const reader = held !== null && isOver(held, now()) ? await renew(held) : held
    const answer = await ask(path, init, reader)
    if (answer.status !== 401 || reader === null) return answer
    // No renewal widens the audience, so this one is not worth a try.
    if (!audienceOf(reader.profile).includes(api.projectId)) throw new AuthError('TOKEN_FOREIGN')
    const renewed = await renew(reader)
    if (renewed === null) return answer
    const second = await ask(path, init, renewed)
    if (second.status === 401) throw new AuthError('TOKEN_REFUSED')
    return second
  }
}

const isOver = ({ expires_at }: User, now: number): boolean =>
  expires_at !== undefined && (expires_at - marginSeconds) * 1000 <= now

/** The token goes to the API's origin or nowhere: a path such as `//elsewhere.example` is none. */
function addressOf(path: string, origin: string): string {
  const address = new URL(path, origin)
  if (!path.startsWith('/') || address.origin !== origin) throw new TypeError('the API is asked by a path')
  return address.href
}
