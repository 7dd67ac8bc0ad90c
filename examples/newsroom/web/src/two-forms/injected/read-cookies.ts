import type { Haul } from './haul.ts'
import { masked } from './haul.ts'

/** Cookies that a script may read. */
export async function readCookies(): Promise<Haul> {
  const cookies = document.cookie.split('; ').filter(Boolean)
  return {
    loot: cookies.map((cookie) => ({ what: 'cookie', sample: masked(cookie), isToken: false })),
    said:
      cookies.length === 0
        ? 'None that a script can read: a session cookie, where there is one, is HttpOnly.'
        : 'Some can be read.',
  }
}
