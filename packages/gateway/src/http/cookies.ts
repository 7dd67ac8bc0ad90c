import { GatewayError } from '../errors.ts'

/** Names of the three cookies of the gateway. */
export interface CookieNames {
  /** Holds the handle of a session. */
  readonly session: string
  /** Holds the secret of an attempt: the pre-login session (CSRF-6). */
  readonly login: string
  /** Holds the secret of a known device, which gives a budget of wrong passwords and nothing else (THR-3). */
  readonly device: string
}

export const cookieNames = (prefix: '__Host-' | '__Host-Http-'): CookieNames => ({
  session: `${prefix}postern`,
  login: `${prefix}postern-login`,
  device: `${prefix}postern-device`,
})

/** The values of the cookies that were asked for, as they came. */
export type Cookies = ReadonlyMap<string, string>

/**
 * Picks the named cookies out of a `Cookie` field and leaves all others alone.
 *
 * @throws {GatewayError} `COOKIE_AMBIGUOUS` if one of them is there twice: a sibling domain may have planted it, and order proves
 * nothing (BFF-7)
 */
export function readCookies(field: string | undefined, { session, login, device }: CookieNames): Cookies {
  const found = new Map<string, string>()
  for (const pair of (field ?? '').split(';')) {
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals).trim()
    if (equals < 0 || (name !== session && name !== login && name !== device)) continue
    if (found.has(name)) throw new GatewayError('COOKIE_AMBIGUOUS', name)
    found.set(name, pair.slice(equals + 1).trim())
  }
  return found
}

/** The same for every cookie that is set and for every one that is cleared (BFF-2, BFF-3, BFF-4). There is no `Domain`. */
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'

/** `maxAgeSeconds` left out: the cookie ends with the browser. */
export function setCookie(name: string, value: string, maxAgeSeconds?: number): string {
  return `${name}=${value}; ${attributes}${maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`}`
}

/** Clears with the attributes that the cookie was set with (LOGOUT-1). */
export const clearCookie = (name: string): string => setCookie(name, '', 0)
