import * as client from 'openid-client'
import { describe, expect, it } from 'vitest'
import { totpCode } from '../../src/crypto/totp.ts'
import { callZitadel } from '../support/call-zitadel.ts'
import type { Browser } from './a-browser.ts'
import { alertOf, aLoginLab, errorAt, titleOf } from './lab.ts'

const minute = 60_000
type Lab = Awaited<ReturnType<typeof aLoginLab>>

/** A policy made after a login: the session still lives. */
async function passwordsCountTenMinutes({ asAdmin }: Lab): Promise<void> {
  await asAdmin('PUT /admin/v1/policies/login', {
    allowUsernamePassword: true,
    passwordCheckLifetime: '600s',
    secondFactorCheckLifetime: '864000s',
  })
}

/** What makes a right password too little: a setting, a password that is due, another factor. */
async function change({ asAdmin }: Lab, userId: string, method: string, body: object) {
  if (method === 'PUT')
    return asAdmin('PUT /admin/v1/policies/login', { ...body, passwordCheckLifetime: '864000s' })
  if (method === 'POST') return asAdmin(`POST /v2/users/${userId}/password`, body)
  await asAdmin('POST /admin/v1/policies/login/second_factors', { type: 'SECOND_FACTOR_TYPE_OTP_EMAIL' })
  return asAdmin(`POST /v2/users/${userId}/otp_email`)
}

describe('the login page', () => {
  it('asks for a name, then a password, and sends the browser back with a code that works', async () => {
    const lab = await aLoginLab()
    const { loginName, password, id } = lab.user('mini')
    const browser = await lab.browser().open(lab.authorizeUrl())
    expect([browser.page.status, titleOf(browser)]).toEqual([200, 'Sign in'])
    expect(browser.page.text).toContain('to continue to newsroom-spa')
    await browser.send({ step: 'name', loginName })
    expect(titleOf(browser)).toBe('Enter your password')
    await browser.send({ step: 'password', password })
    const tokens = await lab.redeem(browser)
    expect(tokens.claims()).toMatchObject({ sub: id, amr: ['pwd'], name: 'Mini Reader' })
    const renewed = await client.refreshTokenGrant(lab.configuration, tokens.refresh_token ?? '')
    expect((await client.fetchUserInfo(lab.configuration, renewed.access_token, id)).email).toBe(loginName)
  })

  it('asks whoever has set TOTP up for a code, and no other user’s password opens it', async () => {
    const lab = await aLoginLab()
    const { loginName, password, totpSecret = '' } = lab.user('totp')
    const browser = await lab.browser().open(lab.authorizeUrl())
    await browser.send({ step: 'name', loginName })
    await browser.send({ step: 'password', password })
    expect([browser.left, titleOf(browser)]).toEqual([undefined, 'Confirm that it is you'])
    await browser.send({ step: 'totp', code: '000000' })
    expect([browser.page.status, alertOf(browser)]).toEqual([400, expect.stringContaining('not right')])
    expect(browser.page.text).toMatch(/<title>Error: .*aria-invalid="true" aria-describedby="error"/s)
    await browser.send({ step: 'totp', code: totpCode(totpSecret, lab.clock.now) })
    expect((await lab.redeem(browser)).claims()?.['amr']).toEqual(['pwd', 'otp', 'mfa'])
  })

  it('takes no code before a password, nor beside one that counts no more', async () => {
    const lab = await aLoginLab()
    const { loginName, totpSecret = '' } = lab.user('totp')
    const sendCode = (browser: Browser) =>
      browser.send({ step: 'totp', loginName, code: totpCode(totpSecret, lab.clock.now) })
    const browser = await lab.browser().open(lab.authorizeUrl())
    await sendCode(browser)
    expect([browser.left, alertOf(browser)]).toEqual([undefined, expect.stringContaining('not right')])
    expect((await lab.zitadel.inspect()).sessions).toEqual([])
    await lab.logIn(browser, 'totp')
    await passwordsCountTenMinutes(lab)
    lab.clock.now += 10 * minute
    await browser.open(lab.authorizeUrl())
    await sendCode(browser)
    expect([browser.left, alertOf(browser)]).toEqual([undefined, expect.stringContaining('not right')])
  })

  it('says the same of an unknown name, a wrong password and a user without one, and makes no session', async () => {
    const lab = await aLoginLab()
    const said = []
    for (const loginName of [
      'nobody@newsroom.localhost',
      lab.user('mini').loginName,
      lab.user('sso').loginName,
    ]) {
      const browser = await lab.browser().open(lab.authorizeUrl())
      await browser.send({ step: 'name', loginName })
      await browser.send({ step: 'password', password: 'wrong' })
      expect(browser.left).toBeUndefined()
      said.push([browser.page.status, titleOf(browser), alertOf(browser)])
    }
    expect(new Set(said.map((one) => JSON.stringify(one))).size).toBe(1)
    expect((await lab.zitadel.inspect()).sessions).toEqual([])
  })

  it('lets a browser that is logged in through without a form, in another application too', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    const first = (await lab.redeem(browser)).claims()
    await browser.open(lab.authorizeUrl())
    expect((await lab.redeem(browser)).claims()?.['sid']).toBe(first?.['sid'])
    const other = lab.zitadel.seeded.applications.find(({ name }) => name === 'reading-room-spa')
    const elsewhere = lab.authorizeUrl()
    elsewhere.searchParams.set('client_id', other?.clientId ?? '')
    await browser.open(elsewhere)
    expect(browser.left?.searchParams.get('code')).toBeTruthy()
  })

  it('sends the user back with access_denied when he cancels', async () => {
    const lab = await aLoginLab()
    const browser = await lab.browser().open(lab.authorizeUrl())
    await browser.send({ step: 'cancel' })
    expect([errorAt(browser), browser.left?.searchParams.get('state')]).toEqual(['access_denied', 'st'])
  })

  it('takes a login once, and not after an hour', async () => {
    const lab = await aLoginLab()
    const browser = await lab.browser().open(lab.authorizeUrl())
    const address = lab.authorizeUrl()
    await browser.send({ step: 'cancel' })
    await browser.send({ step: 'cancel' })
    expect([browser.page.status, titleOf(browser)]).toEqual([409, 'This login is over'])
    await browser.open(address)
    lab.clock.now += 60 * minute - 1
    await browser.send({ step: 'name', loginName: 'x' })
    expect(titleOf(browser)).toBe('Enter your password')
    lab.clock.now += 1
    await browser.send({ step: 'name', loginName: 'x' })
    expect(browser.page.status).toBe(410)
    await browser.open('/ui/v2/login/login?authRequest=V2_1')
    expect(browser.page.status).toBe(404)
  })

  it.each([
    ['a new password is due', 'POST', { newPassword: { password: 'Another1!pw', changeRequired: true } }],
    ['the organization allows no passwords', 'PUT', { allowUsernamePassword: false }],
    ['the organization forces a second factor', 'PUT', { allowUsernamePassword: true, forceMfa: true }],
    ['the user has a factor that the page does not know', 'POST otp_email', {}],
  ])('lets nobody through when %s, although ZITADEL would', async (_, method, body) => {
    const lab = await aLoginLab()
    const { id, loginName, password } = lab.user('mini')
    const answer = await change(lab, id, method, body)
    expect(answer.status).toBe(200)
    const browser = await lab.browser().open(lab.authorizeUrl())
    await browser.send({ step: 'name', loginName })
    await browser.send({ step: 'password', password: method === 'POST' ? 'Another1!pw' : password })
    expect([browser.left, titleOf(browser)]).toEqual([undefined, 'You cannot go on'])
    await browser.send({ step: 'cancel' })
    expect(errorAt(browser)).toBe('access_denied')
  })

  it('tells a user whom the project does not let in, and binds nothing', async () => {
    const lab = await aLoginLab('reading-room-spa')
    const app = lab.zitadel.seeded.applications.find(({ name }) => name === 'reading-room-spa')
    await lab.asAdmin('POST /zitadel.project.v2.ProjectService/UpdateProject', {
      projectId: app?.projectId,
      authorizationRequired: true,
    })
    const browser = await lab.logIn(lab.browser(), 'mini')
    expect([browser.left, titleOf(browser)]).toEqual([undefined, 'You cannot go on'])
    await browser.open(lab.authorizeUrl({ prompt: 'none' }))
    expect(errorAt(browser)).toBe('access_denied')
  })
})

describe('what an application asks of the login page (OpenID Connect Core §3.1.2.1)', () => {
  it('gets an error instead of a form with prompt=none: login_required, or interaction_required for a factor', async () => {
    const lab = await aLoginLab()
    const browser = await lab.browser().open(lab.authorizeUrl({ prompt: 'none' }))
    expect(errorAt(browser)).toBe('login_required')
    await expect(lab.redeem(browser)).rejects.toMatchObject({ error: 'login_required' })
    const { loginName, password } = lab.user('totp')
    await browser.open(lab.authorizeUrl())
    await browser.send({ step: 'name', loginName })
    await browser.send({ step: 'password', password })
    await browser.open(lab.authorizeUrl({ prompt: 'none' }))
    expect(errorAt(browser)).toBe('interaction_required')
  })

  it('gets a code with prompt=none from a browser that is logged in', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    await browser.open(lab.authorizeUrl({ prompt: 'none' }))
    expect((await lab.redeem(browser)).claims()?.sub).toBe(lab.user('mini').id)
  })

  it('has the user prove again with prompt=login: the session stays, auth_time moves', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'totp')
    const before = (await lab.redeem(browser)).claims()
    lab.clock.now += 5 * minute
    await lab.logIn(browser, 'totp', { prompt: 'login' })
    const after = (await lab.redeem(browser, 0)).claims()
    expect(after?.['sid']).toBe(before?.['sid'])
    expect(Number(after?.['auth_time']) - Number(before?.['auth_time'])).toBe(300)
  })

  it('has the user prove again when the last proof is older than max_age, and not before', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    lab.clock.now += 60_000
    await browser.open(lab.authorizeUrl({ max_age: '60' }))
    expect((await lab.redeem(browser, 60)).claims()?.sub).toBe(lab.user('mini').id)
    lab.clock.now += 1
    await browser.open(lab.authorizeUrl({ max_age: '60' }))
    expect(titleOf(browser)).toBe('Enter your password')
    await browser.open(lab.authorizeUrl({ max_age: '60', prompt: 'none' }))
    expect(errorAt(browser)).toBe('login_required')
  })

  it('has the user choose with prompt=select_account, also somebody else', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    await lab.logIn(browser, 'editor', { login_hint: lab.user('editor').loginName })
    await browser.open(lab.authorizeUrl({ prompt: 'select_account' }))
    expect(titleOf(browser)).toBe('Choose an account')
    const accounts = [...browser.page.text.matchAll(/name="account" value="(\d+)">([^<]+)/g)]
    expect(accounts.map(({ 2: name = '' }) => name.trim())).toEqual(['Edda Editor', 'Mini Reader'])
    await browser.send({ account: accounts[1]?.[1] ?? '' })
    expect((await lab.redeem(browser)).claims()?.sub).toBe(lab.user('mini').id)
    await browser.open(lab.authorizeUrl({ prompt: 'select_account' }))
    await browser.send({ step: 'other' })
    expect(titleOf(browser)).toBe('Sign in')
  })

  it('has the hinted user log in, whoever else is logged in', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    const hint = lab.user('editor').loginName
    await browser.open(lab.authorizeUrl({ login_hint: hint, prompt: 'none' }))
    expect(errorAt(browser)).toBe('login_required')
    await browser.open(lab.authorizeUrl({ login_hint: hint }))
    expect(browser.page.text).toContain(`<p class="who">${hint}</p>`)
    await browser.open(lab.authorizeUrl({ login_hint: lab.user('mini').loginName.toUpperCase() }))
    expect(browser.left?.searchParams.get('code')).toBeTruthy()
  })

  it('gets nobody but the user of its id_token_hint', async () => {
    const lab = await aLoginLab()
    const [mini, editor] = [lab.browser(), lab.browser()]
    const hint = (await lab.redeem(await lab.logIn(editor, 'editor'))).id_token ?? ''
    await lab.logIn(mini, 'mini')
    await mini.open(lab.authorizeUrl({ id_token_hint: hint }))
    expect(mini.page.text).toContain(`<p class="who">${lab.user('editor').loginName}</p>`)
  })

  it('has the password typed again once the policy no longer counts the last one', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    await passwordsCountTenMinutes(lab)
    lab.clock.now += 10 * minute - 1
    await browser.open(lab.authorizeUrl())
    expect(browser.left?.searchParams.get('code')).toBeTruthy()
    lab.clock.now += 1
    await browser.open(lab.authorizeUrl())
    expect([browser.left, titleOf(browser)]).toEqual([undefined, 'Enter your password'])
  })
})

describe('the end of a session at the login page', () => {
  it('is there after end_session with a hint, without a form (contract 7.4)', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    const tokens = await lab.redeem(browser)
    const url = client.buildEndSessionUrl(lab.configuration, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: 'http://localhost:3000/',
      state: 'bye',
    })
    await browser.open(url)
    expect(browser.left?.href).toBe('http://localhost:3000/?state=bye')
    await browser.open(lab.authorizeUrl({ prompt: 'none' }))
    expect(errorAt(browser)).toBe('login_required')
    const authorization = `Bearer ${tokens.access_token}`
    const read = await callZitadel(lab.zitadel, 'GET /oidc/v1/userinfo', { headers: { authorization } })
    expect(read.status).toBe(401)
  })

  it('is asked for without a hint, ends every session of the browser, and goes to the registered address', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    await lab.logIn(browser, 'editor', { login_hint: lab.user('editor').loginName })
    const clientId = lab.configuration.clientMetadata().client_id
    const query = new URLSearchParams({
      client_id: clientId,
      post_logout_redirect_uri: 'http://localhost:3000/',
    })
    await browser.open(`/oidc/v1/end_session?${query.toString()}`)
    expect([titleOf(browser), (await lab.zitadel.inspect()).sessions.length]).toEqual(['Sign out?', 2])
    await browser.send({ step: 'logout' })
    expect(browser.left?.href).toBe('http://localhost:3000/')
    expect((await lab.zitadel.inspect()).sessions).toEqual([])
  })

  it('goes nowhere that this instance has not signed', async () => {
    const lab = await aLoginLab()
    const browser = await lab.logIn(lab.browser(), 'mini')
    const tokens = await lab.redeem(browser)
    const claims = { post_logout_redirect_uri: 'http://evil.example/' }
    const [header, , signature] = (tokens.id_token ?? '').split('.')
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
    for (const token of ['', 'garbage', tokens.id_token ?? '', forged]) {
      const query = new URLSearchParams({ post_logout_redirect: 'http://evil.example/', logout_token: token })
      const stranger = await lab.browser().open(`/ui/v2/login/logout?${query.toString()}`)
      expect([stranger.left, titleOf(stranger)]).toEqual([undefined, 'You are signed out'])
    }
  })
})
