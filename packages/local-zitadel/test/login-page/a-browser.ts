import { callZitadel, type Called } from '../support/call-zitadel.ts'
import type { LocalZitadel } from '../../src/index.ts'

/** A browser without a screen: cookies, redirects within the server, and forms filled in as a person would. */
export interface Browser {
  /** The page that is open; undefined when the browser has left the server. */
  readonly page: Called
  /** The address of that page. */
  readonly at: URL
  /** Where it was sent when it left the server. */
  readonly left: URL | undefined
  /** The value of `Cookie` that it would send to the login page. */
  readonly cookie: string
  open(address: URL | string): Promise<Browser>
  /** Sends the form that is open, its hidden fields included, with the button `step` or `account`. */
  send(
    fields: Readonly<Record<string, string>>,
    /** In the place of what a browser says; undefined: it does not say it. */
    headers?: Readonly<Record<string, string | undefined>>,
  ): Promise<Browser>
}

export function aBrowser(zitadel: LocalZitadel): Browser {
  const { issuer } = zitadel
  const cookies = new Map<string, string>()
  let at = new URL(issuer)
  let page: Called | undefined
  let left: URL | undefined

  const go = async (
    method: string,
    address: URL,
    body?: string,
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Browser> => {
    if (address.origin !== issuer) {
      left = address
      return browser
    }
    at = address
    left = undefined
    page = await callZitadel(zitadel, `${method} ${address.pathname}${address.search}`, {
      ...(body === undefined ? {} : { body }),
      headers: {
        ...(cookies.size === 0 ? {} : { cookie: browser.cookie }),
        ...Object.fromEntries(
          Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
        ),
      },
    })
    for (const line of [page.headers['set-cookie'] ?? []].flat()) {
      const [pair = '', ...attributes] = line.split('; ')
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      if (attributes.includes('Path=/ui/v2/login')) cookies.set(name, value)
    }
    const { location } = page.headers
    return typeof location === 'string' ? go('GET', new URL(location, at)) : browser
  }
  const browser: Browser = {
    get page() {
      if (page === undefined) throw new Error('no page is open')
      return page
    },
    get at() {
      return at
    },
    get left() {
      return left
    },
    get cookie() {
      return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    },
    open: (address) => go('GET', new URL(address, issuer)),
    send: (fields, headers = {}) => {
      const body = new URLSearchParams({ ...hiddenFields(browser.page.text), ...fields }).toString()
      return go('POST', at, body, {
        'content-type': 'application/x-www-form-urlencoded',
        origin: issuer,
        'sec-fetch-site': 'same-origin',
        ...headers,
      })
    },
  }
  return browser
}

function hiddenFields(html: string): Record<string, string> {
  return Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ({ 1: name = '', 2: value = '' }) => [name, unescaped(value)],
    ),
  )
}

function unescaped(html: string): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
