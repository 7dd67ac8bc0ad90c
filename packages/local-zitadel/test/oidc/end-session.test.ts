import { describe, expect, it } from 'vitest'
import { addApplication, addHuman, addKey, addSession, aLab, bodyOf, claimsOf, issuer, login } from './lab.ts'

const bye = 'http://localhost:9090/bye'

async function aLogin() {
  const lab = await aLab()
  const app = addApplication(lab, 'web', 'main')
  const user = addHuman(lab, 'ada')
  const session = addSession(lab, user)
  const { id_token: hint } = await login(lab, app, user, { session })
  const end = (query: Record<string, string>, headers = {}) => lab.get('/oidc/v1/end_session', query, headers)
  return { lab, app, session, hint: String(hint), end }
}

describe('the end session endpoint (contract 7.4)', () => {
  it('ends the session of a hint without further ado, also of an old one, and goes to the registered address', async () => {
    const { lab, session, hint, end } = await aLogin()
    lab.now += 1_000 * 3_600_000
    const answer = await end({ id_token_hint: hint, post_logout_redirect_uri: bye, state: 'a b&c' })
    expect(answer.status).toBe(302)
    expect(answer.headers['location']).toBe(`${bye}?state=a+b%26c`)
    expect(session).toMatchObject({ state: 'terminated', changedAt: lab.now })
    const again = await lab.post('/oidc/v1/end_session', { id_token_hint: hint })
    expect(again).toMatchObject({ status: 302, body: '' })
    expect(again.headers['location']).toBe('/logout/done')
  })

  it.each([
    [
      'an unregistered address',
      { post_logout_redirect_uri: 'http://evil.example/' },
      400,
      'post_logout_redirect_uri invalid',
    ],
    [
      'an address with a slash more',
      { post_logout_redirect_uri: `${bye}/` },
      400,
      'post_logout_redirect_uri invalid',
    ],
    [
      'an address with a query more',
      { post_logout_redirect_uri: `${bye}?x=1` },
      400,
      'post_logout_redirect_uri invalid',
    ],
    ['a hint of another client', { client_id: '123' }, 400, 'client_id does not match azp of id_token_hint'],
  ])('refuses %s and ends nothing', async (_, given, status, description) => {
    const { session, hint, end } = await aLogin()
    const answer = await end({ id_token_hint: hint, ...given })
    expect([answer.status, bodyOf(answer)['error_description']]).toEqual([status, description])
    expect(session.state).toBe('active')
  })

  it('tells a forged hint from one that is none', async () => {
    const { lab, session, hint, end } = await aLogin()
    const outcome = async (given: string) => {
      const answer = await end({ id_token_hint: given })
      return [answer.status, bodyOf(answer)['error_description']]
    }
    const [header = '', payload = ''] = hint.split('.')
    expect(await outcome('garbage')).toEqual([400, 'id_token_hint invalid'])
    expect(await outcome(`${header}.${payload}.AAAA`)).toEqual([500, 'Errors.Internal'])
    for (const key of lab.instance.webKeys.values()) lab.instance.webKeys.delete(key.id)
    await addKey(lab, 'EdDSA', 'active')
    expect(await outcome(hint)).toEqual([500, 'Errors.Internal'])
    expect(session.state).toBe('active')
  })

  it('without a hint sends to the login, with everything once more in a signed token', async () => {
    const { app, session, end } = await aLogin()
    const answer = await end({
      client_id: app.clientId,
      post_logout_redirect_uri: bye,
      state: 'z',
      logout_hint: 'ada',
      ui_locales: 'de',
    })
    const location = new URL(String(answer.headers['location']), issuer)
    expect(location.pathname).toBe('/ui/v2/login/logout')
    const { logout_token: token, ...rest } = Object.fromEntries(location.searchParams)
    const expected = { post_logout_redirect: `${bye}?state=z`, logout_hint: 'ada', ui_locales: 'de' }
    expect(rest).toEqual(expected)
    expect(claimsOf(token)).toEqual({
      post_logout_redirect_uri: `${bye}?state=z`,
      logout_hint: 'ada',
      ui_locales: ['de'],
    })
    expect(session.state).toBe('active')
  })

  it('without a client passes over an address, but not over a state', async () => {
    const { end } = await aLogin()
    const target = async (query: Record<string, string>) =>
      new URL(String((await end(query)).headers['location']), issuer).searchParams.get('post_logout_redirect')
    expect(await target({ post_logout_redirect_uri: bye })).toBe('/logout/done')
    expect(await target({ state: 'a b' })).toBe('/ui/login/logout/done?state=a+b')
  })

  it('refuses an unknown client', async () => {
    const { end } = await aLogin()
    expect(bodyOf(await end({ client_id: '99999' }))).toEqual({
      error: 'invalid_request',
      error_description: 'Errors.App.NotFound',
    })
  })

  it('goes to the login’s base address, and under the old login straight on', async () => {
    const { lab, app, end } = await aLogin()
    lab.instance.features.loginV2 = { required: true, baseUri: 'https://login.example/ui' }
    expect((await end({})).headers['location']).toMatch(/^https:\/\/login\.example\/ui\/logout\?/)
    lab.instance.features.loginV2 = { required: false }
    expect((await end({ client_id: app.clientId, post_logout_redirect_uri: bye })).headers['location']).toBe(
      bye,
    )
    expect((await end({}, { 'x-zitadel-login-client': 'x' })).headers['location']).toMatch(
      /^\/ui\/v2\/login\/logout\?/,
    )
  })
})
