import { describe, expect, it } from 'vitest'
import { endAccessTokensOfUser } from '../../src/tokens/end-access-tokens.ts'
import { encryptOpaque } from '../../src/tokens/opaque.ts'
import { namedKey, patText, sessionTokenText } from '../../src/tokens/token-text.ts'
import {
  addApplication,
  addHuman,
  addMachine,
  addSession,
  aLab,
  basic,
  bodyOf,
  issuer,
  type Lab,
  login,
} from './lab.ts'

async function aLogin() {
  const lab = await aLab()
  const app = addApplication(lab, 'web', 'main')
  const user = addHuman(lab, 'ada')
  const session = addSession(lab, user)
  const tokens = await login(lab, app, user, {
    session,
    parameters: { scope: 'openid profile offline_access' },
  })
  const introspect = async (token: unknown, by = app, given: Record<string, string> = {}) =>
    lab.post('/oauth/v2/introspect', { token: String(token), ...given }, basic(by))
  const userinfo = (token: unknown) =>
    lab.get('/oidc/v1/userinfo', {}, { authorization: `Bearer ${String(token)}` })
  const active = async (token: unknown) => bodyOf(await introspect(token))['active']
  return { lab, app, user, session, tokens, introspect, userinfo, active }
}

async function aPat(lab: Lab): Promise<{ pat: string; id: string }> {
  const user = addMachine(lab, 'svc')
  const id = lab.world.nextId()
  user.machine?.pats.set(id, { expiresAt: lab.now + 1000, createdAt: lab.now, scopes: ['openid', 'profile'] })
  return { pat: await encryptOpaque(lab.instance.tokenKey, patText(id, user.id), { kid: namedKey }), id }
}

describe('introspection (contract 7.1)', () => {
  it('tells an application of the audience everything about a living token', async () => {
    const { lab, app, user, tokens, introspect } = await aLogin()
    expect(bodyOf(await introspect(tokens['access_token']))).toEqual({
      active: true,
      scope: expect.stringMatching(/^openid profile offline_access urn:/),
      client_id: app.clientId,
      token_type: 'Bearer',
      exp: lab.now / 1000 + 43_200,
      iat: lab.now / 1000,
      nbf: lab.now / 1000,
      auth_time: lab.now / 1000,
      sub: user.id,
      aud: [app.clientId, 'main'],
      amr: ['pwd'],
      iss: issuer,
      jti: expect.stringMatching(/^V2_\d+-at_\d+$/),
      username: 'ada',
      preferred_username: 'ada',
      name: 'Ada Lovelace',
      given_name: 'Ada',
      family_name: 'Lovelace',
      locale: 'en',
      updated_at: lab.now / 1000,
    })
  })

  it('says `{"active":false}` and nothing else of everything that is no living access token', async () => {
    const { lab, session, tokens, introspect } = await aLogin()
    const sessionToken = await encryptOpaque(
      lab.instance.tokenKey,
      sessionTokenText(session.id, session.tokenId),
    )
    for (const token of ['garbage', 'a.b.c', tokens['refresh_token'], tokens['id_token'], sessionToken]) {
      const answer = await introspect(token)
      expect([answer.status, bodyOf(answer)]).toEqual([200, { active: false }])
    }
  })

  it('says the same to an application outside of the audience', async () => {
    const { lab, tokens, introspect } = await aLogin()
    const foreign = addApplication(lab, 'foreign', 'side')
    expect(bodyOf(await introspect(tokens['access_token'], foreign))).toEqual({ active: false })
  })

  it('answers an API application of the project as well', async () => {
    const { lab, tokens, introspect } = await aLogin()
    const api = addApplication(lab, 'api', 'main')
    delete api.oidc
    api.api = { authMethodType: 'basic' }
    expect(bodyOf(await introspect(tokens['access_token'], api))['active']).toBe(true)
  })

  it('shows a PAT with the asker’s audience and role scopes, and without a client', async () => {
    const { lab, app, introspect } = await aLogin()
    const { pat, id } = await aPat(lab)
    const body = bodyOf(await introspect(pat))
    expect(body).toMatchObject({ active: true, jti: id, aud: [app.clientId, 'main'], username: 'svc' })
    expect(body['scope']).toMatch(/^openid profile urn:zitadel:iam:org:project:role:editor/)
    expect(body).not.toHaveProperty('client_id')
    lab.now += 1000
    expect(bodyOf(await introspect(pat))).toEqual({ active: false })
  })

  it('refuses wrong credentials with 400 unauthorized_client and no more', async () => {
    const { lab, app, tokens } = await aLogin()
    const token = String(tokens['access_token'])
    const outcome = async (form: Record<string, string>, headers: Record<string, string>) => {
      const answer = await lab.post('/oauth/v2/introspect', { token, ...form }, headers)
      return [answer.status, bodyOf(answer)]
    }
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    const assertion = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss: app.clientId })).toString('base64url')}.x`
    expect(await outcome({}, basic(app, 'wrong'))).toEqual([400, { error: 'unauthorized_client' }])
    expect(await outcome({ client_id: '123', client_secret: 'x' }, {})).toEqual([
      400,
      { error: 'unauthorized_client' },
    ])
    expect(await outcome({ client_assertion: assertion, client_assertion_type: type }, {})).toEqual([
      400,
      { error: 'unauthorized_client' },
    ])
    expect(await outcome({ client_assertion: 'garbage', client_assertion_type: type }, {})).toEqual([
      200,
      { active: false },
    ])
    expect(await outcome({ client_id: app.clientId }, {})).toEqual([
      400,
      { error: 'invalid_client', error_description: 'client must be authenticated' },
    ])
    expect((await outcome({}, {}))[1]).toMatchObject({ error: 'invalid_request' })
    expect(await outcome({ token: '' }, basic(app))).toEqual([
      400,
      { error: 'invalid_request', error_description: 'token missing' },
    ])
  })

  it('takes GET, any hint and the last of two tokens', async () => {
    const { lab, app, tokens, introspect } = await aLogin()
    const token = String(tokens['access_token'])
    expect(bodyOf(await lab.get('/oauth/v2/introspect', { token }, basic(app)))['active']).toBe(true)
    expect(bodyOf(await introspect(token, app, { token_type_hint: 'refresh_token' }))['active']).toBe(true)
  })
})

describe('what ends an access token early (contract 6.8)', () => {
  it('is the end of its session, not the end of that session’s lifetime', async () => {
    const { lab, session, tokens, active } = await aLogin()
    session.expiresAt = lab.now
    expect(await active(tokens['access_token'])).toBe(true)
    session.state = 'terminated'
    expect(await active(tokens['access_token'])).toBe(false)
  })

  it('is the user who is not active, for good', async () => {
    const { lab, user, tokens, active } = await aLogin()
    user.state = 'locked'
    expect(await active(tokens['access_token'])).toBe(false)
    endAccessTokensOfUser(lab.instance, user.id)
    user.state = 'active'
    expect(await active(tokens['access_token'])).toBe(false)
  })

  it('is its own time, to the millisecond', async () => {
    const { lab, tokens, active } = await aLogin()
    lab.now += 43_200_000 - 1
    expect(await active(tokens['access_token'])).toBe(true)
    lab.now += 1
    expect(await active(tokens['access_token'])).toBe(false)
  })

  it('is not the application being switched off', async () => {
    const { lab, app, tokens, introspect } = await aLogin()
    const sibling = addApplication(lab, 'sibling', 'main')
    app.state = 'inactive'
    expect(bodyOf(await introspect(tokens['access_token'], sibling))['active']).toBe(true)
  })
})

describe('userinfo (contract 7.2)', () => {
  it('takes the token from header, form and query', async () => {
    const { lab, user, tokens } = await aLogin()
    const token = String(tokens['access_token'])
    const answers = [
      await lab.get('/oidc/v1/userinfo', {}, { authorization: `Bearer ${token}` }),
      await lab.get('/oidc/v1/userinfo', { access_token: token }),
      await lab.post('/oidc/v1/userinfo', { access_token: token }),
    ]
    for (const answer of answers) expect(bodyOf(answer)).toMatchObject({ sub: user.id, name: 'Ada Lovelace' })
  })

  it('refuses with 401 and no challenge', async () => {
    const { lab, session, tokens, userinfo } = await aLogin()
    const missing = { error: 'invalid_request', error_description: 'access token missing' }
    const invalid = { error: 'access_denied', error_description: 'access token invalid' }
    expect(bodyOf(await lab.get('/oidc/v1/userinfo'))).toEqual(missing)
    expect(
      bodyOf(
        await lab.get('/oidc/v1/userinfo', {}, { authorization: `bearer ${String(tokens['access_token'])}` }),
      ),
    ).toEqual(missing)
    expect(bodyOf(await lab.get('/oidc/v1/userinfo', {}, { authorization: 'Basic abc' }))).toEqual(missing)
    const refused = await userinfo('garbage')
    expect([refused.status, bodyOf(refused)]).toEqual([401, invalid])
    expect(refused.headers).not.toHaveProperty('www-authenticate')
    session.state = 'terminated'
    expect(bodyOf(await userinfo(tokens['access_token']))).toEqual(invalid)
  })

  it('shows a service user by his PAT', async () => {
    const { lab, userinfo } = await aLogin()
    const { pat } = await aPat(lab)
    expect(bodyOf(await userinfo(pat))).toMatchObject({ name: 'svc', preferred_username: 'svc' })
  })
})

describe('revocation (RFC 7009, contract 7.3)', () => {
  it('of an access token leaves the refresh token good', async () => {
    const { lab, app, tokens, active } = await aLogin()
    const answer = await lab.post('/oauth/v2/revoke', { token: String(tokens['access_token']) }, basic(app))
    expect(answer).toMatchObject({ status: 200, body: '' })
    expect(await active(tokens['access_token'])).toBe(false)
    const form = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']) }
    expect((await lab.post('/oauth/v2/token', form, basic(app))).status).toBe(200)
  })

  it.each([{}, { token_type_hint: 'refresh_token' }, { token_type_hint: 'access_token' }])(
    'of a refresh token takes the access token with it, whatever the hint: %j',
    async (hint) => {
      const { lab, app, tokens, active } = await aLogin()
      await lab.post('/oauth/v2/revoke', { token: String(tokens['refresh_token']), ...hint }, basic(app))
      expect(await active(tokens['access_token'])).toBe(false)
      const form = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']) }
      expect((await lab.post('/oauth/v2/token', form, basic(app))).status).toBe(400)
    },
  )

  it('is open to a sibling of the project, even one that proves nothing, and closed to other projects', async () => {
    const { lab, tokens, active } = await aLogin()
    const foreign = addApplication(lab, 'foreign', 'side')
    const sibling = addApplication(lab, 'sibling', 'main', { authMethodType: 'none' })
    const token = String(tokens['access_token'])
    const refused = await lab.post('/oauth/v2/revoke', { token }, basic(foreign))
    expect([refused.status, bodyOf(refused)]).toEqual([
      401,
      { error: 'invalid_client', error_description: 'token was not issued for this client' },
    ])
    expect(await active(token)).toBe(true)
    // The audience holds the clients that were there when the token was asked for.
    const again = await login(lab, addApplication(lab, 'third', 'main'), addHuman(lab, 'bob'))
    expect(
      (
        await lab.post('/oauth/v2/revoke', {
          token: String(again['access_token']),
          client_id: sibling.clientId,
        })
      ).status,
    ).toBe(200)
    expect(await active(again['access_token'])).toBe(false)
  })

  it('of a JWT access token works as of any other', async () => {
    const { lab, active } = await aLogin()
    const jwt = addApplication(lab, 'jwt', 'main', { accessTokenType: 'jwt' })
    const tokens = await login(lab, jwt, addHuman(lab, 'bob'))
    await lab.post('/oauth/v2/revoke', { token: String(tokens['access_token']) }, basic(jwt))
    expect(await active(tokens['access_token'])).toBe(false)
  })

  it('of something unknown succeeds, of nothing it does not', async () => {
    const { lab, app } = await aLogin()
    expect((await lab.post('/oauth/v2/revoke', { token: 'garbage' }, basic(app))).status).toBe(200)
    expect(bodyOf(await lab.post('/oauth/v2/revoke', {}, basic(app)))['error_description']).toBe(
      'token missing',
    )
    expect(
      bodyOf(await lab.post('/oauth/v2/revoke', { token: 'x' }, basic(app, 'wrong')))['error_description'],
    ).toBe('invalid secret')
  })
})
