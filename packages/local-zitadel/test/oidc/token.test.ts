import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { hashSecret } from '../../src/crypto/secret-hash.ts'
import { handleOidc } from '../../src/oidc/handle.ts'
import type { Application, OidcConfiguration } from '../../src/state/model.ts'
import { encryptOpaque } from '../../src/tokens/opaque.ts'
import {
  addApplication,
  addHuman,
  addMachine,
  addSession,
  aLab,
  authorizeWith,
  basic,
  bind,
  bodyOf,
  callback,
  claimsOf,
  issuer,
  type Lab,
  login,
  secret,
} from './lab.ts'

const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const publicKeyPem = createPublicKey(signer.privateKey).export({ type: 'spki', format: 'pem' }).toString()
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

function assertionOf(lab: Lab, subject: string, claims: Record<string, unknown> = {}): Promise<string> {
  const at = lab.now / 1000
  return new SignJWT({ iss: subject, sub: subject, aud: issuer, iat: at, exp: at + 60, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .sign(signer.privateKey)
}

async function aBoundCode(oidc: Partial<OidcConfiguration> = {}, parameters: Record<string, string> = {}) {
  const lab = await aLab()
  const app = addApplication(lab, 'web', 'main', oidc)
  app.keys.set('k1', { publicKeyPem, expiresAt: lab.now + 1, createdAt: lab.now })
  const user = addHuman(lab, 'ada')
  const session = addSession(lab, user)
  const authRequest = await authorizeWith(lab, app, parameters)
  const code = await bind(lab, authRequest, session)
  const form = { grant_type: 'authorization_code', code, redirect_uri: callback }
  const exchange = (given: Record<string, string> = {}, headers: Record<string, string> = basic(app)) =>
    lab.post('/oauth/v2/token', { ...form, ...given }, headers)
  return { lab, app, user, session, authRequest, exchange }
}

describe('the code grant (contract 6.2)', () => {
  it.each([
    ['without a code', { code: '' }, 'invalid_request', 'code missing'],
    ['without a redirect URI', { redirect_uri: '' }, 'invalid_request', 'redirect_uri missing'],
    ['with a code of nobody', { code: 'garbage' }, 'invalid_request', 'Errors.User.Code.Invalid'],
    [
      'with another redirect URI',
      { redirect_uri: `${callback}x` },
      'invalid_grant',
      'redirect_uri does not correspond',
    ],
  ])('refuses %s, and the code stays good', async (_, given, error, description) => {
    const { exchange } = await aBoundCode()
    const answer = await exchange(given)
    expect(answer.status).toBe(400)
    expect(bodyOf(answer)).toEqual({ error, error_description: description })
    expect((await exchange()).status).toBe(200)
  })

  it('takes a code once, and a second use harms the tokens of the first in nothing', async () => {
    const { lab, app, exchange } = await aBoundCode()
    const tokens = bodyOf(await exchange())
    expect(bodyOf(await exchange())).toMatchObject({
      error: 'invalid_request',
      error_description: 'Errors.AuthRequest.NoCode',
    })
    const asked = await lab.post(
      '/oauth/v2/introspect',
      { token: String(tokens['access_token']) },
      basic(app),
    )
    expect(bodyOf(asked)['active']).toBe(true)
  })

  it('takes another opaque value for no code', async () => {
    const { lab, exchange, authRequest } = await aBoundCode()
    const id = authRequest.id.slice(3)
    for (const plain of [`sess_${id}:${id}`, `${id}:${id}`, `V2_${id}-at_${id}:${id}`]) {
      const code = await encryptOpaque(lab.instance.tokenKey, plain)
      expect(bodyOf(await exchange({ code }))['error_description']).toBe('Errors.User.Code.Invalid')
    }
  })

  it('does not redeem a request that was failed or never bound', async () => {
    const { exchange, authRequest } = await aBoundCode()
    for (const status of ['added', 'failed', 'exchanged'] as const) {
      authRequest.status = status
      expect(bodyOf(await exchange())['error_description']).toBe('Errors.AuthRequest.NoCode')
    }
  })

  it('is bound to its client', async () => {
    const { lab, exchange } = await aBoundCode()
    const other = addApplication(lab, 'other', 'main')
    expect(bodyOf(await exchange({}, basic(other)))).toEqual({
      error: 'invalid_client',
      error_description: 'client_id does not correspond to the client_id in the authorization request',
    })
    expect((await exchange()).status).toBe(200)
  })

  it('needs the session alive now, not only when it was bound', async () => {
    const { lab, session, exchange } = await aBoundCode()
    const refused = async () => bodyOf(await exchange())['error_description']
    session.expiresAt = lab.now
    expect(await refused()).toBe('Errors.Session.Expired')
    session.expiresAt = lab.now + 1
    session.state = 'terminated'
    expect(await refused()).toBe('Errors.Session.Terminated')
    lab.instance.sessions.delete(session.id)
    expect(await refused()).toBe('Errors.Session.NotExisting')
    session.state = 'active'
    lab.instance.sessions.set(session.id, session)
    expect((await exchange()).status).toBe(200)
  })

  it.each(['locked', 'inactive', 'removed'] as const)('refuses a user who is %s', async (state) => {
    const { user, exchange } = await aBoundCode()
    user.state = state
    expect(bodyOf(await exchange())).toEqual({
      error: 'invalid_request',
      error_description: 'Errors.User.NotActive',
    })
  })

  it('refuses a session without a user', async () => {
    const { authRequest, exchange } = await aBoundCode()
    Object.assign(authRequest.linked ?? {}, { userId: '' })
    expect(bodyOf(await exchange())['error_description']).toBe('Errors.User.NotActive')
  })

  it('has no memory of how old a code is (contract 5.4)', async () => {
    const { lab, exchange } = await aBoundCode()
    lab.now += 30 * 24 * 3_600_000
    expect((await exchange()).status).toBe(200)
  })

  it('gives a refresh token for offline_access to an application that has the grant, an id_token for openid', async () => {
    const fields = async (oidc: Partial<OidcConfiguration>, scope: string) => {
      const { exchange } = await aBoundCode(oidc, { scope })
      return Object.keys(bodyOf(await exchange()))
    }
    const always = ['access_token', 'token_type', 'expires_in']
    expect(await fields({}, 'profile')).toEqual(always)
    expect(await fields({}, 'openid')).toEqual([...always, 'id_token'])
    expect(await fields({ grantTypes: ['authorization_code'] }, 'openid offline_access')).toEqual([
      ...always,
      'id_token',
    ])
    expect(await fields({}, 'offline_access')).toContain('refresh_token')
  })

  it('is decided by the first grant_type, everything else by the last value', async () => {
    const { lab, app, exchange, authRequest } = await aBoundCode()
    const code = await encryptOpaque(lab.instance.tokenKey, authRequest.id)
    const body = `code=nope&grant_type=authorization_code&grant_type=refresh_token&redirect_uri=${encodeURIComponent(callback)}&code=${code}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...basic(app) }
    const answer = await handleOidc(
      lab.context({ method: 'POST', path: '/oauth/v2/token', headers, body: new TextEncoder().encode(body) }),
    )
    expect(answer.status).toBe(200)
    expect((await exchange()).status).toBe(400)
  })
})

describe('client authentication (contract 6.1)', () => {
  it('takes Basic and post from either kind of application', async () => {
    for (const authMethodType of ['basic', 'post'] as const) {
      const byBasic = await aBoundCode({ authMethodType })
      expect((await byBasic.exchange()).status).toBe(200)
      const byForm = await aBoundCode({ authMethodType })
      const form = { client_id: byForm.app.clientId, client_secret: secret }
      expect((await byForm.exchange(form, {})).status).toBe(200)
    }
  })

  it('lets Basic win over everything in the form', async () => {
    const { exchange } = await aBoundCode()
    expect((await exchange({ client_id: '123', client_secret: 'wrong' })).status).toBe(200)
  })

  it.each<
    [
      string,
      Partial<OidcConfiguration>,
      (app: Application) => [Record<string, string>, Record<string, string>],
      string,
      string,
    ]
  >([
    ['a wrong secret', {}, (app) => [{}, basic(app, 'wrong')], 'invalid_client', 'invalid secret'],
    ['no secret', {}, (app) => [{ client_id: app.clientId }, {}], 'invalid_client', 'empty client secret'],
    [
      'an unknown client',
      {},
      () => [{ client_id: '123' }, {}],
      'invalid_client',
      'no active client not found',
    ],
    ['nobody', {}, () => [{}, {}], 'invalid_request', 'client_id or client_assertion must be provided'],
    [
      'no assertion',
      { authMethodType: 'private_key_jwt' },
      (app) => [{ client_id: app.clientId }, {}],
      'invalid_client',
      'empty client assertion',
    ],
    [
      'a secret for an assertion',
      { authMethodType: 'private_key_jwt' },
      (app) => [{}, basic(app)],
      'invalid_client',
      'empty client assertion',
    ],
    [
      'an odd type of assertion',
      { authMethodType: 'private_key_jwt' },
      () => [{ client_assertion: 'a.b.c', client_assertion_type: 'x' }, {}],
      'invalid_request',
      'invalid client_assertion_type x',
    ],
  ])('answers %s with 400 and no challenge', async (_, oidc, credentials, error, description) => {
    const { app, exchange } = await aBoundCode(oidc)
    const answer = await exchange(...credentials(app))
    expect(answer.status).toBe(400)
    expect(answer.headers).not.toHaveProperty('www-authenticate')
    expect(bodyOf(answer)).toEqual({ error, error_description: description })
  })

  it('takes an assertion for the issuer, whatever client_id says, and again', async () => {
    const { lab, app, exchange } = await aBoundCode({ authMethodType: 'private_key_jwt' })
    const form = {
      client_assertion_type: assertionType,
      client_assertion: await assertionOf(lab, app.clientId),
      client_id: '123',
    }
    expect(bodyOf(await exchange({ ...form, code: 'garbage' }, {}))['error_description']).toBe(
      'Errors.User.Code.Invalid',
    )
    expect((await exchange(form, {})).status).toBe(200)
  })

  it.each([
    ['for the token endpoint', { aud: `${issuer}/oauth/v2/token` }, 'invalid assertion'],
    ['a second ahead, without leeway', { iat: 1_800_000_001 }, 'invalid assertion'],
    ['of nobody', { iss: '123' }, 'no active client not found'],
  ])('refuses an assertion %s', async (_, claims, description) => {
    const { lab, app, exchange } = await aBoundCode({ authMethodType: 'private_key_jwt' })
    const form = {
      client_assertion_type: assertionType,
      client_assertion: await assertionOf(lab, app.clientId, claims),
    }
    expect(bodyOf(await exchange(form, {}))).toEqual({
      error: 'invalid_client',
      error_description: description,
    })
  })

  it('grants the leeway that the application is set to', async () => {
    const { lab, app, exchange } = await aBoundCode({ authMethodType: 'private_key_jwt', clockSkewMs: 5000 })
    const ahead = async (seconds: number) => ({
      client_assertion_type: assertionType,
      client_assertion: await assertionOf(lab, app.clientId, { iat: lab.now / 1000 + seconds }),
    })
    expect((await exchange(await ahead(6), {})).status).toBe(400)
    expect((await exchange(await ahead(5), {})).status).toBe(200)
  })

  it('asks a public client for its name alone', async () => {
    const { app, exchange } = await aBoundCode({ authMethodType: 'none' })
    expect((await exchange({ client_id: app.clientId }, {})).status).toBe(200)
  })

  it('does not know API applications here', async () => {
    const { app, exchange } = await aBoundCode()
    delete app.oidc
    expect(bodyOf(await exchange())['error_description']).toBe('no active client not found')
  })
})

describe('the token endpoint (contract 6.1)', () => {
  it.each([
    [{}, 'invalid_request', 'grant_type missing'],
    [{ grant_type: 'password' }, 'unsupported_grant_type', 'password not supported'],
    [{ grant_type: '$&' }, 'unsupported_grant_type', '$& not supported'],
    [
      { grant_type: 'urn:ietf:params:oauth:grant-type:device_code' },
      'unauthorized_client',
      'grant_type "urn:ietf:params:oauth:grant-type:device_code" not allowed',
    ],
    [{ grant_type: 'refresh_token' }, 'invalid_request', 'refresh_token missing'],
  ])('answers %j', async (form, error, description) => {
    const { lab, app } = await aBoundCode()
    const answer = await lab.post('/oauth/v2/token', form, basic(app))
    expect(answer.status).toBe(400)
    expect(bodyOf(answer)).toEqual({ error, error_description: description })
  })

  it('says plainly which grants of the original it has not', async () => {
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
    const { lab, app } = await aBoundCode({ grantTypes: ['device_code'] })
    expect(bodyOf(await lab.post('/oauth/v2/token', { grant_type: grantType }, basic(app)))).toEqual({
      error: 'unsupported_grant_type',
      error_description: `${grantType} not supported`,
    })
    const device = await lab.post('/oauth/v2/device_authorization', { client_id: app.clientId })
    expect(device.status).toBe(501)
    expect(bodyOf(device)['error']).toBe('server_error')
  })

  it('sees no parameters in a JSON body', async () => {
    const { lab } = await aBoundCode()
    const answer = await lab.post(
      '/oauth/v2/token',
      { grant_type: 'password' },
      { 'content-type': 'application/json' },
    )
    expect(bodyOf(answer)['error_description']).toBe('grant_type missing')
  })
})

describe('the refresh grant (contract 6.7)', () => {
  async function aLogin() {
    const lab = await aLab()
    const app = addApplication(lab, 'web', 'main')
    const user = addHuman(lab, 'ada')
    const session = addSession(lab, user)
    const tokens = await login(lab, app, user, { session })
    const refresh = (token: unknown, given: Record<string, string> = {}, by = app) =>
      lab.post(
        '/oauth/v2/token',
        { grant_type: 'refresh_token', refresh_token: String(token), ...given },
        basic(by),
      )
    const active = async (token: unknown) =>
      bodyOf(await lab.post('/oauth/v2/introspect', { token: String(token) }, basic(app)))['active']
    return { lab, app, user, session, tokens, refresh, active }
  }

  it('rotates: the old refresh token and the old access token die at once', async () => {
    const { tokens, refresh, active } = await aLogin()
    const next = bodyOf(await refresh(tokens['refresh_token']))
    expect([await active(tokens['access_token']), await active(next['access_token'])]).toEqual([false, true])
    const again = await refresh(tokens['refresh_token'])
    expect(again.status).toBe(400)
    expect(bodyOf(again)).toEqual({
      error: 'invalid_request',
      error_description: 'Errors.OIDCSession.RefreshTokenInvalid',
    })
    expect(await active(next['access_token'])).toBe(true)
    expect((await refresh(next['refresh_token'])).status).toBe(200)
  })

  it('keeps auth_time, nonce and sid of the login', async () => {
    const { lab, tokens, refresh } = await aLogin()
    const before = claimsOf(tokens['id_token'])
    lab.now += 60_000
    const after = claimsOf(bodyOf(await refresh(tokens['refresh_token']))['id_token'])
    expect(after).toMatchObject({ auth_time: before['auth_time'], sid: before['sid'], amr: ['pwd'] })
    expect(after['iat']).toBe(Number(before['iat']) + 60)
  })

  it.each([
    ['garbage', 'garbage', {}, 'Errors.User.RefreshToken.Invalid'],
    ['nothing', '', {}, 'refresh_token missing'],
  ])('refuses %s', async (_, token, given, description) => {
    const { refresh } = await aLogin()
    expect(bodyOf(await refresh(token, given))).toEqual({
      error: 'invalid_request',
      error_description: description,
    })
  })

  it('is bound to its client', async () => {
    const { lab, tokens, refresh } = await aLogin()
    const other = addApplication(lab, 'other', 'main')
    expect(bodyOf(await refresh(tokens['refresh_token'], {}, other))).toEqual({
      error: 'invalid_client',
      error_description: 'client_id does not correspond to the client_id in the refresh token',
    })
    expect((await refresh(tokens['refresh_token'])).status).toBe(200)
  })

  it('refuses a wider scope and takes a narrower one without any effect', async () => {
    const { lab, app, tokens, refresh } = await aLogin()
    expect(bodyOf(await refresh(tokens['refresh_token'], { scope: 'openid phone' }))).toEqual({
      error: 'invalid_scope',
    })
    const next = bodyOf(await refresh(tokens['refresh_token'], { scope: 'openid' }))
    const seen = bodyOf(
      await lab.post('/oauth/v2/introspect', { token: String(next['access_token']) }, basic(app)),
    )
    expect(seen['scope']).toContain('offline_access')
  })

  it('ends when it was idle too long, and at its absolute end however busy', async () => {
    const day = 24 * 3_600_000
    const { lab, tokens, refresh } = await aLogin()
    let token = tokens['refresh_token']
    for (const days of [29, 29, 29]) {
      lab.now += days * day
      token = bodyOf(await refresh(token))['refresh_token']
    }
    lab.now += 3 * day - 1
    token = bodyOf(await refresh(token))['refresh_token']
    expect(token).toBeDefined()
    lab.now += 1
    expect((await refresh(token)).status).toBe(400)
    const idle = await aLogin()
    idle.lab.now += 30 * day
    expect((await idle.refresh(idle.tokens['refresh_token'])).status).toBe(400)
  })

  it('outlives the session, and so do the access tokens made after its end', async () => {
    const { lab, session, tokens, refresh, active } = await aLogin()
    session.state = 'terminated'
    session.changedAt = lab.now
    expect(await active(tokens['access_token'])).toBe(false)
    const next = bodyOf(await refresh(tokens['refresh_token']))
    expect(await active(next['access_token'])).toBe(true)
  })

  it('rests while the user is not active and goes on afterwards', async () => {
    const { user, tokens, refresh } = await aLogin()
    user.state = 'locked'
    expect(bodyOf(await refresh(tokens['refresh_token']))['error_description']).toBe('Errors.User.NotActive')
    user.state = 'active'
    expect((await refresh(tokens['refresh_token'])).status).toBe(200)
  })

  it('takes no access token for a refresh token', async () => {
    const { tokens, refresh } = await aLogin()
    expect((await refresh(tokens['access_token'])).status).toBe(400)
    expect((await refresh(tokens['refresh_token'])).status).toBe(200)
  })
})

describe('races (contract 6.2, 6.7)', () => {
  const statuses = async (calls: Promise<{ status: number }>[]) =>
    (await Promise.all(calls)).map(({ status }) => status).toSorted((a, b) => a - b)
  const six = [1, 2, 3, 4, 5, 6]

  it('strictly let exactly one exchange of a code win', async () => {
    const { exchange } = await aBoundCode()
    expect(await statuses(six.map(() => exchange()))).toEqual([200, 400, 400, 400, 400, 400])
  })

  it('as the original let every exchange of one code succeed, each with tokens that live', async () => {
    const { lab, app, exchange } = await aBoundCode()
    lab.racers = 6
    const answers = await Promise.all(six.map(() => exchange()))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    for (const { access_token: token } of answers.map(bodyOf)) {
      const seen = await lab.post('/oauth/v2/introspect', { token: String(token) }, basic(app))
      expect(bodyOf(seen)['active']).toBe(true)
    }
  })

  it.each([
    ['strictly', 0, 1],
    ['as the original', 6, 6],
  ])('of refreshes leave one pair alive: %s', async (_, racers, succeeded) => {
    const lab = await aLab()
    const app = addApplication(lab, 'web', 'main')
    const tokens = await login(lab, app, addHuman(lab, 'ada'))
    const refresh = (token: unknown) =>
      lab.post('/oauth/v2/token', { grant_type: 'refresh_token', refresh_token: String(token) }, basic(app))
    lab.racers = racers
    const answers = await Promise.all(six.map(() => refresh(tokens['refresh_token'])))
    lab.racers = 0
    const good = answers.filter(({ status }) => status === 200).map(bodyOf)
    expect(good).toHaveLength(succeeded)
    const usable = []
    for (const { refresh_token: token } of good) usable.push((await refresh(token)).status)
    expect(usable.filter((status) => status === 200)).toHaveLength(1)
  })
})

describe('service users (contract 2.1, 2.3)', () => {
  const zitadel = 'urn:zitadel:iam:org:project:id:zitadel:aud'

  async function aServiceUser() {
    const lab = await aLab()
    const user = addMachine(lab, 'svc-news')
    user.machine?.keys.set('k1', { publicKeyPem, expiresAt: lab.now + 10_000, createdAt: lab.now })
    const byJwt = async (form: Record<string, string>, claims: Record<string, unknown> = {}) =>
      lab.post('/oauth/v2/token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: await assertionOf(lab, user.id, claims),
        ...form,
      })
    const bySecret = (form: Record<string, string>, name = 'svc-news', password = secret) =>
      lab.post('/oauth/v2/token', {
        grant_type: 'client_credentials',
        client_id: name,
        client_secret: password,
        ...form,
      })
    return { lab, user, byJwt, bySecret }
  }

  it('get an id_token by JWT bearer that is over when it arrives', async () => {
    const { lab, user, byJwt } = await aServiceUser()
    const tokens = bodyOf(await byJwt({ scope: `openid foo ${zitadel}` }))
    expect(Object.keys(tokens)).toEqual(['access_token', 'token_type', 'expires_in', 'id_token'])
    const claims = claimsOf(tokens['id_token'])
    expect(claims).toMatchObject({
      sub: user.id,
      aud: [lab.instance.ownProjectId, 'svc-news'],
      azp: 'svc-news',
      exp: lab.now / 1000,
      auth_time: lab.now / 1000,
    })
    expect(claims).not.toHaveProperty('amr')
    expect(claims).not.toHaveProperty('sid')
  })

  it('must ask for a scope, be it an empty one', async () => {
    const { byJwt, bySecret, user } = await aServiceUser()
    if (user.machine) user.machine.secretHash = hashSecret(secret)
    for (const ask of [byJwt, bySecret]) {
      expect(bodyOf(await ask({}))['error_description']).toMatch(/^The scope of your request is missing/)
      expect(Object.keys(bodyOf(await ask({ scope: '' })))).toEqual([
        'access_token',
        'token_type',
        'expires_in',
      ])
    }
  })

  it('get one answer for everything that is wrong with an assertion', async () => {
    const { byJwt } = await aServiceUser()
    const wrong = { error: 'invalid_grant', error_description: 'invalid assertion' }
    expect(bodyOf(await byJwt({ scope: 'openid' }, { aud: 'x' }))).toEqual(wrong)
    expect(bodyOf(await byJwt({ scope: 'openid' }, { iss: '1', sub: '1' }))).toEqual(wrong)
    expect(bodyOf(await byJwt({ scope: 'openid', assertion: 'garbage' }))).toEqual(wrong)
    expect(bodyOf(await byJwt({ scope: 'openid', assertion: '' }))['error_description']).toBe(
      'assertion missing',
    )
  })

  it('are refused while not active', async () => {
    const { user, byJwt } = await aServiceUser()
    user.state = 'locked'
    expect(bodyOf(await byJwt({ scope: 'openid' }))).toEqual({
      error: 'invalid_request',
      error_description: 'Errors.User.NotActive',
    })
  })

  it('log in by secret under their login name', async () => {
    const { user, bySecret } = await aServiceUser()
    expect(bodyOf(await bySecret({ scope: 'openid' }))['error_description']).toBe(
      'Errors.User.Machine.Secret.NotExisting',
    )
    if (user.machine) user.machine.secretHash = hashSecret(secret)
    expect(bodyOf(await bySecret({ scope: 'openid' }, 'svc-news', 'nope'))['error_description']).toBe(
      'Errors.User.Machine.Secret.Invalid',
    )
    expect(bodyOf(await bySecret({ scope: 'openid' }, 'svc-nobody'))).toEqual({
      error: 'invalid_client',
      error_description: 'client not found',
    })
    const claims = claimsOf(bodyOf(await bySecret({ scope: 'openid' }))['id_token'])
    expect(claims).toMatchObject({ amr: ['pwd'], azp: 'svc-news', aud: ['svc-news'] })
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(43_200)
  })

  it('get JWT access tokens when set so', async () => {
    const { user, byJwt } = await aServiceUser()
    if (user.machine) user.machine.accessTokenType = 'jwt'
    const claims = claimsOf(bodyOf(await byJwt({ scope: 'openid' }))['access_token'])
    expect(claims).toMatchObject({ aud: ['svc-news'], client_id: 'svc-news', sub: user.id })
  })
})
