import type { Browser, BrowserContext, Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { hasBrowser } from './chromium.ts'
import { type EdgeWorld, startEdgeWorld } from './edge-world.ts'
import { inABrowser } from './in-a-browser.ts'

describe.skipIf(!hasBrowser)('the edge, as a browser sees it', () => {
  let world: EdgeWorld
  let browser: Browser
  let context: BrowserContext
  let page: Page
  /** Of a login that lives on from test to test; a test that logs out throws it away. */
  let kept: Awaited<ReturnType<BrowserContext['cookies']>> = []

  inABrowser(startEdgeWorld, (started) => ({ world, browser } = started))
  beforeEach(async () => {
    await context?.close()
    context = await browser.newContext()
    page = await context.newPage()
    page.on('dialog', (dialog) => void dialog.dismiss())
  })

  /** Runs a text as an async function of the page's own world, and gives what it returns. */
  const run = <T>(on: Page, text: string): Promise<T> => on.evaluate(`(async () => { ${text} })()`)

  async function logIn(): Promise<string> {
    await context.addCookies(kept)
    await page.goto(world.app)
    // The page's own call is over then, and none comes later.
    await page.locator('#who:not(:empty)').waitFor()
    if (kept.length > 0) return ownCookie()
    const status = await run<number>(
      page,
      `const json = { 'content-type': 'application/json' }
       const { attempt } = await (await api('/auth/login', { method: 'POST', headers: json, body: '{}' })).json()
       const proof = ${JSON.stringify({ method: 'password', ...credentials() })}
       return (await api('/auth/login/proof', { method: 'POST', headers: { ...json, 'postern-attempt': attempt }, body: JSON.stringify(proof) })).status`,
    )
    expect(status).toBe(200)
    kept = await context.cookies(world.app)
    return ownCookie()
  }

  const credentials = () => ({ loginName: world.user.loginName, password: world.user.password })

  async function ownCookie(): Promise<string> {
    const cookies = await context.cookies(world.app)
    return cookies.find(({ name }) => name === '__Host-postern')?.value ?? ''
  }

  const whoAmI = (): Promise<string> =>
    run(page, `const answer = await api('/api/me'); return answer.ok ? answer.text() : String(answer.status)`)

  async function aPageOf(origin: string, path = '/'): Promise<Page> {
    const other = await context.newPage()
    await other.goto(origin + path)
    return other
  }

  const strangers = ['sibling', 'foreign', 'suffix'] as const

  describe('the cookie (BFF-2, BFF-3, BFF-4, BFF-7)', () => {
    it('is kept by the browser with its attributes, and out of reach of scripts', async () => {
      await logIn()
      const cookies = await context.cookies()
      expect(cookies.map(({ name }) => name)).toContain('__Host-postern')
      for (const cookie of cookies)
        expect(cookie).toMatchObject({
          name: expect.stringMatching(/^__Host-postern/),
          domain: new URL(world.app).hostname,
          path: '/',
          secure: true,
          httpOnly: true,
          sameSite: 'Strict',
        })
      expect(await run(page, 'return document.cookie')).toBe('')
    })

    it.each([
      ['with the name itself', '__Host-postern=evil; Domain=site.test; Path=/; Secure'],
      ['in small letters', '__host-postern=evil; Domain=site.test; Path=/; Secure'],
      ['with white space before the name', '\t__Host-postern=evil; Domain=site.test; Path=/; Secure'],
      ['with no name', '=__Host-postern=evil; Domain=site.test; Path=/; Secure'],
      ['with a path of its own', '__Host-postern=evil; Domain=site.test; Path=/api; Secure'],
      [
        'with the name of the pre-login cookie',
        '__Host-postern-login=evil; Domain=site.test; Path=/; Secure',
      ],
    ])('cannot be planted by a sibling domain %s, neither by script nor by header', async (_, line) => {
      const secret = await logIn()
      const sibling = await aPageOf(world.others.sibling, `/?cookie=${encodeURIComponent(line)}`)
      await run(
        sibling,
        `document.cookie = ${JSON.stringify(line)}; document.cookie = 'plain=1; Domain=site.test'`,
      )
      // Without a prefix it does take, so the way is open. The browser keeps what a script writes a moment later.
      await expect
        .poll(async () => (await context.cookies(world.app)).map(({ name }) => name))
        .toContain('plain')
      expect(await whoAmI()).toBe('private: mini')
      expect(await ownCookie()).toBe(secret)
      await context.clearCookies({ name: '__Host-postern' })
      expect(await whoAmI()).toBe('401')
      expect(world.log.join('')).not.toContain('evil')
    })

    it('of a session is left alone by a flood of cookies from a sibling: the session is there, or nobody is', async () => {
      await logIn()
      const sibling = await aPageOf(world.others.sibling)
      await run(
        sibling,
        `for (let at = 0; at < 400; at += 1) document.cookie = 'flood' + at + '=' + 'x'.repeat(30) + '; Domain=site.test; Path=/'`,
      )
      expect(['private: mini', '401', '431']).toContain(await whoAmI())
    })
  })

  describe('requests from other pages (CSRF-1, CSRF-6)', () => {
    it.each(strangers)(
      'reach neither the service nor a session from a %s page, by whatever element',
      async (name) => {
        const secret = await logIn()
        const before = world.service.requests.length
        const other = await aPageOf(world.others[name])
        await run(
          other,
          `const app = ${JSON.stringify(world.app)}
         const paths = ['/api/me', '/auth/session', '/auth/login', '/auth/login/proof', '/live']
         const settled = []
         const attempt = (work) => settled.push(Promise.resolve().then(work).catch(() => undefined))
         const loaded = (element) => new Promise((done) => { element.onload = element.onerror = done; document.body.append(element) })
         for (const path of paths) {
           for (const method of ['GET', 'POST', 'DELETE', 'PUT'])
             for (const mode of ['cors', 'no-cors'])
               for (const headers of [{}, { 'postern-csrf': '1' }, { 'content-type': 'application/json' }])
                 attempt(() => fetch(app + path, { method, mode, headers, credentials: 'include', body: method === 'GET' ? undefined : '{}' }))
           for (const [tag, name] of [['img', 'src'], ['script', 'src'], ['iframe', 'src'], ['link', 'href'], ['video', 'src'], ['object', 'data'], ['embed', 'src']]) {
             const element = document.createElement(tag)
             if (tag === 'link') element.rel = 'stylesheet'
             element[name] = app + path
             if (tag === 'video' || tag === 'object' || tag === 'embed') document.body.append(element)
             else attempt(() => loaded(element))
           }
           attempt(() => navigator.sendBeacon(app + path, '{}'))
         }
         await Promise.all(settled)`,
        )
        expect(world.service.requests.slice(before).map(({ url }) => url)).toEqual([])
        expect(await whoAmI()).toBe('private: mini')
        expect(await ownCookie()).toBe(secret)
        expect(world.events('request.forged').length).toBeGreaterThan(20)
      },
    )

    it.each(strangers)(
      'log nobody in from a %s page by a form, with credentials of the attacker',
      async (name) => {
        await page.goto(world.app)
        await run(
          page,
          `await api('/auth/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })`,
        )
        for (const [path, enctype] of [
          ['/auth/login', 'application/x-www-form-urlencoded'],
          ['/auth/login/proof', 'text/plain'],
          ['/auth/login/proof', 'multipart/form-data'],
        ] as const) {
          const other = await aPageOf(world.others[name])
          // The trick by which a form writes JSON.
          const [key, value] = [
            `{"method":"password","loginName":"${world.user.loginName}","password":"${world.user.password}","x":"`,
            '"}',
          ]
          const answered = other.waitForResponse((response) => response.url() === world.app + path)
          await run(
            other,
            `const form = Object.assign(document.createElement('form'), { method: 'POST', enctype: ${JSON.stringify(enctype)}, action: ${JSON.stringify(world.app + path)} })
           const input = Object.assign(document.createElement('input'), { name: ${JSON.stringify(key)}, value: ${JSON.stringify(value)} })
           form.append(input); document.body.append(form); form.submit()`,
          )
          expect((await answered).status()).toBe(403)
          await other.close()
        }
        expect(await ownCookie()).toBe('')
        expect(world.log.join('')).not.toContain(world.user.password)
      },
    )
  })

  describe('CORS (CSRF-3)', () => {
    it.each(strangers)(
      'lets no script of a %s page read or send, and no preflight of it pass',
      async (name) => {
        await logIn()
        const before = world.service.requests.length
        const other = await aPageOf(world.others[name])
        const outcomes = await run<string[]>(
          other,
          `const outcome = (options) => fetch(${JSON.stringify(`${world.app}/api/me`)}, options).then((answer) => 'read ' + answer.status, (error) => error.name)
         return Promise.all([
           outcome({ credentials: 'include' }),
           outcome({ credentials: 'omit' }),
           outcome({ credentials: 'include', headers: { 'postern-csrf': '1' } }),
           outcome({ credentials: 'include', method: 'DELETE' }),
         ])`,
        )
        expect(outcomes).toEqual(Array(4).fill('TypeError'))
        expect(world.service.requests).toHaveLength(before)
      },
    )

    it('lets no page of the origin null pass: a sandbox, an address of data', async () => {
      await logIn()
      const before = world.service.requests.length
      const other = await aPageOf(world.others.sibling)
      const said = await run<string[]>(
        other,
        `const text = "<script>fetch('${world.app}/api/me', { credentials: 'include', headers: { 'postern-csrf': '1' } }).then(() => parent.postMessage('read', '*'), () => parent.postMessage('failed', '*'))<" + "/script>"
         const heard = (frame) => new Promise((done) => { addEventListener('message', ({ data, source }) => { if (source === frame.contentWindow) done(data) }); document.body.append(frame) })
         const sandbox = Object.assign(document.createElement('iframe'), { sandbox: 'allow-scripts', srcdoc: text })
         const data = Object.assign(document.createElement('iframe'), { src: 'data:text/html,' + encodeURIComponent(text) })
         return [await heard(sandbox), await heard(data)]`,
      )
      expect(said).toEqual(['failed', 'failed'])
      expect(world.service.requests).toHaveLength(before)
    })
  })

  describe('web sockets (CSRF-9)', () => {
    const open = (address: string, protocols: readonly string[] = []): string =>
      `return new Promise((done) => {
         const socket = new WebSocket(${JSON.stringify(address)}, ${JSON.stringify(protocols)})
         socket.onopen = () => socket.send('hello')
         socket.onmessage = ({ data }) => { done(data + ' ' + socket.protocol); socket.close() }
         socket.onerror = () => done('refused')
       })`

    it('open for our own page, with a subprotocol that the route names', async () => {
      await logIn()
      const address = `${world.app.replace('http', 'ws')}/live/feed`
      expect(await run(page, open(address))).toBe('echo: hello ')
      expect(await run(page, open(address, ['feed', 'token-123']))).toBe('echo: hello feed')
      expect(await run(page, open(address, ['token-123']))).toBe('refused')
      const [request] = world.service.requests.slice(-1)
      expect(request?.headers.authorization).toMatch(/^Bearer /)
      expect(request?.headers.cookie).toBeUndefined()
      await context.clearCookies()
      expect(await run(page, open(address))).toBe('refused')
    })

    it('end with the session, and say so (PROXY-8)', async () => {
      await logIn()
      const code = await run<number>(
        page,
        `const socket = new WebSocket(${JSON.stringify(`${world.app.replace('http', 'ws')}/live/feed`)})
         await new Promise((done) => { socket.onopen = done })
         const closed = new Promise((done) => { socket.onclose = ({ code }) => done(code) })
         await api('/auth/session', { method: 'DELETE' })
         return closed`,
      )
      kept = []
      expect(code).toBe(3000)
    })

    it.each(strangers)('open for no %s page, although the cookie is good', async (name) => {
      await logIn()
      const before = world.service.requests.length
      const other = await aPageOf(world.others[name])
      expect(await run(other, open(`${world.app.replace('http', 'ws')}/live/feed`))).toBe('refused')
      expect(world.service.requests).toHaveLength(before)
      expect(world.events('request.forged').at(-1)).toContain('"detail":"origin"')
    })
  })

  describe('framing and windows (HDR-2, HDR-4)', () => {
    it.each(strangers)('shows the page in no frame of a %s page', async (name) => {
      const other = await aPageOf(world.others[name])
      await run(
        other,
        `const frame = Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(world.app)} })
         await new Promise((done) => { frame.onload = frame.onerror = done; document.body.append(frame) })`,
      )
      const frames = await Promise.all(other.frames().map((frame) => frame.title().catch(() => '')))
      expect(frames).not.toContain('app')
    })

    it('not in a frame of its own either', async () => {
      await page.goto(world.app)
      await run(
        page,
        `const frame = Object.assign(document.createElement('iframe'), { src: '/' })
         document.body.append(frame)
         await new Promise((done) => { frame.onload = frame.onerror = done; setTimeout(done, 2_000) })`,
      )
      const inner = page.frames().slice(1)
      expect(await Promise.all(inner.map((frame) => frame.title().catch(() => '')))).not.toContain('app')
    })

    it('gives a page that opens it no hold of its window', async () => {
      const other = await aPageOf(world.others.foreign)
      const [opened] = await Promise.all([
        context.waitForEvent('page'),
        run(other, `globalThis.opened = open(${JSON.stringify(world.app)})`),
      ])
      await opened.waitForLoadState()
      expect(await opened.title()).toBe('app')
      expect(await opened.evaluate('opener === null')).toBe(true)
      await expect.poll(() => other.evaluate('globalThis.opened.closed')).toBe(true)
    })
  })

  describe('what the browser keeps (HDR-3)', () => {
    it('is nothing that a session said: neither back nor offline shows it after a logout', async () => {
      await logIn()
      await page.reload()
      await page.getByText('private: mini').waitFor()
      expect(await run(page, `return (await api('/auth/session', { method: 'DELETE' })).status`)).toBe(204)
      kept = []
      await page.goto(world.others.foreign)
      await page.goBack()
      await page.getByText('nobody').waitFor()
      expect(await page.content()).not.toContain('private')
      const cached = await run<string>(
        page,
        `return fetch('/api/me', { cache: 'only-if-cached', mode: 'same-origin', headers: { 'postern-csrf': '1' } }).then((answer) => answer.text(), () => 'not cached')`,
      )
      expect(cached).not.toContain('private')
    })

    it('is emptied by a logout: storage, databases, workers', async () => {
      await logIn()
      await run(
        page,
        `localStorage.setItem('kept', 'here'); sessionStorage.setItem('kept', 'here')
         await new Promise((done) => { const request = indexedDB.open('kept'); request.onsuccess = () => { request.result.close(); done() } })
         await navigator.serviceWorker.register('/worker.js')
         await navigator.serviceWorker.ready
         await api('/auth/session', { method: 'DELETE' })`,
      )
      kept = []
      await page.goto(world.app)
      const left = (): Promise<unknown> =>
        run(
          page,
          `return [localStorage.length, (await indexedDB.databases()).length, (await navigator.serviceWorker.getRegistrations()).length]`,
        )
      await expect.poll(left).toEqual([0, 0, 0])
    })

    it('names no handle in any address, and tells no other site where it comes from (FIX-4)', async () => {
      const addresses: string[] = []
      context.on('request', (request) => addresses.push(request.url()))
      const secret = await logIn()
      await page.reload()
      await page.goto(`${world.app}/articles/7?q=private`)
      const [opened] = await Promise.all([
        page.waitForNavigation(),
        run(page, `location.href = ${JSON.stringify(`${world.others.foreign}/?arrival`)}`),
      ])
      expect(opened?.ok()).toBe(true)
      // The navigation, not what the page there asks for.
      const arrivals = world.elsewhere.filter(({ url }) => url === '/?arrival')
      expect(arrivals.map(({ headers }) => headers.referer)).toEqual([undefined])
      const seen = [...addresses, ...world.log, ...world.service.requests.map(({ url }) => url ?? '')]
      expect(seen.filter((text) => text.includes(secret))).toEqual([])
      expect(seen.length).toBeGreaterThan(5)
    })
  })

  describe('scripts (HDR-1, HDR-2)', () => {
    it('run in the page only if they are files of the application that say so', async () => {
      await logIn()
      const refused = await run<string[]>(
        page,
        `const refused = []
         document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.push(effectiveDirective))
         const script = (src) => new Promise((done) => {
           const element = Object.assign(document.createElement('script'), { src })
           element.onload = () => done('ran'); element.onerror = () => done('refused'); document.body.append(element)
         })
         const outcomes = []
         for (const src of ['/notes.txt', '/api/evil.js', ${JSON.stringify(`${world.others.sibling}/x.js`)}, 'data:text/javascript,ran=1'])
           outcomes.push(await script(src))
         document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.ran = "inline"' }))
         document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="globalThis.ran = 1"><a href="javascript:globalThis.ran=1">x</a>')
         document.querySelector('a').click()
         outcomes.push(await fetch(${JSON.stringify(world.others.sibling)}).then(() => 'ran', () => 'refused'))
         await new Promise((done) => setTimeout(done, 100))
         return [...outcomes, String(globalThis.ran), [...new Set(refused)].sort().join(' ')]`,
      )
      expect(refused).toEqual([
        ...Array(5).fill('refused'),
        'undefined',
        'connect-src script-src-attr script-src-elem',
      ])
    })

    it('do not run out of a text, whatever stands in it', async () => {
      await page.goto(`${world.app}/page.txt`)
      expect(await page.evaluate('globalThis.ran')).toBeUndefined()
      expect(await page.locator('script').count()).toBe(0)
    })

    it('of a service become no worker of the application, whatever scope it allows', async () => {
      await logIn()
      const before = world.service.requests.length
      const outcome = await run<string>(
        page,
        `const register = (path, scope) => navigator.serviceWorker.register(path, { scope }).then(() => 'registered', (error) => error.name)
         return [await register('/api/worker.js', '/'), await register('/api/worker.js', '/api/')].join(' ')`,
      )
      expect(outcome).toBe('TypeError TypeError')
      expect(world.service.requests).toHaveLength(before)
    })
  })
})
