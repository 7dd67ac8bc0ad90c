import { describe, expect, it } from 'vitest'
import { formTargetOf } from '../../src/login-page/form-target.ts'
import { html, markupText } from '../../src/login-page/markup.ts'
import { callZitadel } from '../support/call-zitadel.ts'
import { aLoginLab, errorAt, titleOf } from './lab.ts'

const hostile = `"><script>alert(1)</script>'&`

describe('the safety of the login page', () => {
  it('escapes whatever it is given', async () => {
    const lab = await aLoginLab()
    const browser = await lab.browser().open(lab.authorizeUrl({ login_hint: hostile }))
    expect(browser.page.text).toContain('&quot;&gt;&lt;script&gt;')
    await browser.send({ step: 'name', loginName: hostile })
    await browser.send({ step: 'password', password: 'wrong' })
    expect([browser.page.status, browser.page.text.includes('<script')]).toEqual([400, false])
    expect(markupText(html`<a b="${hostile}">${[html`<i>${'<'}</i>`]}</a>`)).toBe(
      '<a b="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;"><i>&lt;</i></a>',
    )
  })

  it('loads and runs nothing, is not framed, kept or read by another origin', async () => {
    const lab = await aLoginLab()
    const browser = await lab.browser().open(lab.authorizeUrl())
    const { headers, text } = browser.page
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/localhost:3000; frame-ancestors 'none'; base-uri 'none'$/,
    )
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
    expect(text).not.toMatch(/<script|<link|<img|style="| src=/)
    for (const path of ['/ui/v2/login/login?authRequest=V2_1', '/ui/v2/login/logout', '/logout/done'])
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const answer = await callZitadel(lab.zitadel, `${method} ${path}`, {
          headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' },
        })
        const cors = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))
        expect([path, method, cors]).toEqual([path, method, []])
      }
  })

  it.each([
    ['without the proof', { proof: '' }, {}],
    ['with a proof that was made up', { proof: 'A'.repeat(43) }, {}],
    ['from another origin', {}, { origin: 'http://localhost:3000' }],
    ['from an origin that will not say its name', {}, { origin: 'null' }],
    ['from another site', {}, { origin: undefined, 'sec-fetch-site': 'cross-site' }],
  ])('takes no form %s', async (_, fields, headers) => {
    const lab = await aLoginLab()
    const { loginName, password } = lab.user('mini')
    const browser = await lab.browser().open(lab.authorizeUrl())
    await browser.send({ step: 'password', loginName, password, ...fields }, headers)
    expect([browser.page.status, titleOf(browser)]).toEqual([403, 'This form cannot be taken'])
    expect((await lab.zitadel.inspect()).sessions).toEqual([])
  })

  it('takes no form with the proof of another browser or of another login', async () => {
    const lab = await aLoginLab()
    const proofIn = (text: string) => /name="proof" value="([^"]+)"/.exec(text)?.[1] ?? ''
    const browser = await lab.browser().open(lab.authorizeUrl())
    const ofAnotherLogin = proofIn(browser.page.text)
    await browser.open(lab.authorizeUrl())
    const address = browser.at
    const ofAnotherBrowser = proofIn((await lab.browser().open(address)).page.text)
    for (const proof of [ofAnotherLogin, ofAnotherBrowser]) {
      await browser.send({ step: 'cancel', proof })
      expect([browser.left, browser.page.status]).toEqual([undefined, 403])
    }
    await browser.open(address)
    await browser.send({ step: 'cancel' })
    expect(browser.left?.searchParams.get('error')).toBe('access_denied')
  })

  it('takes no log-out from elsewhere', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    await browser.open('/ui/v2/login/logout')
    await browser.send({ step: 'logout', proof: '' })
    expect([browser.page.status, (await lab.zitadel.inspect()).sessions.length]).toEqual([403, 1])
  })

  it('keeps its cookie from scripts, and nobody reads or writes it', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    await browser.open('/ui/v2/login/logout')
    const cookie = String(browser.page.headers['set-cookie'])
    expect(cookie).toMatch(
      /^local-zitadel\.login\.\d+=[\w-]+(?:\.[\w-]+){4}; Path=\/ui\/v2\/login; HttpOnly; SameSite=Lax$/,
    )
    const ask = async (value: string) => {
      const { pathname, search } = lab.authorizeUrl({ prompt: 'none' })
      const sent = await callZitadel(lab.zitadel, `GET ${pathname}${search}`)
      const login = await callZitadel(lab.zitadel, `GET ${String(sent.headers['location'])}`, {
        headers: { cookie: value },
      })
      return new URL(String(login.headers['location'])).searchParams.get('error')
    }
    const [pair = ''] = cookie.split(';')
    expect(await ask(pair)).toBeNull()
    expect(await ask(pair.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBe('login_required')
    const other = await aLoginLab()
    const foreign = (await other.logIn(other.browser(), 'mini')).cookie.split('=')[1] ?? ''
    expect(await ask(`${pair.split('=')[0]}=${foreign}`)).toBe('login_required')
  })

  it('knows no session whose token was renewed, or whose user was deactivated, elsewhere', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    const { sid } = { sid: '', ...(await lab.redeem(browser)).claims() }
    await lab.asAdmin(`PATCH /v2/sessions/${sid}`, { metadata: { elsewhere: 'MQ==' } })
    await browser.open(lab.authorizeUrl({ prompt: 'none' }))
    expect(errorAt(browser)).toBe('login_required')
    await lab.logIn(browser, 'mini')
    await lab.asAdmin(`POST /v2/users/${lab.user('mini').id}/deactivate`)
    await browser.open(lab.authorizeUrl({ prompt: 'none' }))
    expect(errorAt(browser)).toBe('login_required')
  })

  it.each([
    ['https://app.example/callback?x=1', ['https://app.example']],
    ['http://[::1]:3000/cb', ['http:']],
    ['com.example.app:/callback', ['com.example.app:']],
    ['no address', []],
  ])('lets a form end at the origin or scheme of %s and nowhere else', (uri, targets) => {
    expect(formTargetOf(uri)).toEqual(targets)
  })
})
