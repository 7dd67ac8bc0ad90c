import type { Call, Reply } from './call.ts'

/** A browser as far as the gateway can tell: a cookie jar, and the headers that our own page's fetches have. */
export interface Browser {
  readonly cookies: Map<string, string>
  send(request: Call): Promise<Reply>
  begin(body?: object): Promise<Reply>
  prove(proof: object): Promise<Reply>
  /** Begins and proves a password. */
  logIn(user: { readonly loginName: string; readonly password: string }): Promise<Reply>
  session(): Promise<Reply>
  logOut(): Promise<Reply>
  /** The attempt that it has last begun. */
  attempt: string
}

export function createBrowser(call: (request: Call) => Promise<Reply>): Browser {
  const browser: Browser = {
    cookies: new Map(),
    attempt: '',

    async send(request) {
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const reply = await call({
        ...request,
        headers: {
          'postern-csrf': '1',
          'sec-fetch-site': 'same-origin',
          cookie: cookie === '' ? undefined : cookie,
          'content-type': request.body === undefined ? undefined : 'application/json',
          ...request.headers,
        },
      })
      for (const line of reply.setCookies) keep(browser.cookies, line)
      return reply
    },

    async begin(body = {}) {
      const reply = await browser.send({ method: 'POST', path: '/auth/login', body: JSON.stringify(body) })
      browser.attempt = String(reply.json['attempt'])
      return reply
    },

    prove: (proof) =>
      browser.send({
        method: 'POST',
        path: '/auth/login/proof',
        headers: { 'postern-attempt': browser.attempt },
        body: JSON.stringify(proof),
      }),

    async logIn({ loginName, password }) {
      await browser.begin()
      return browser.prove({ method: 'password', loginName, password })
    },

    session: () => browser.send({ path: '/auth/session' }),
    logOut: () => browser.send({ method: 'DELETE', path: '/auth/session' }),
  }
  return browser
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const name = pair.slice(0, pair.indexOf('='))
  if (attributes.includes('Max-Age=0')) jar.delete(name)
  else jar.set(name, pair.slice(name.length + 1))
}
