import { describe, expect, it } from 'vitest'
import { handleOidc } from '../../src/oidc/handle.ts'
import type { Application, OidcConfiguration } from '../../src/state/model.ts'
import { addApplication, addHuman, aLab, authorizeWith, bodyOf, callback, type Lab, login } from './lab.ts'

async function aClient(oidc: Partial<OidcConfiguration> = {}) {
  const lab = await aLab()
  return { lab, app: addApplication(lab, 'web', 'main', oidc) }
}

async function ask(lab: Lab, app: Application, given: Record<string, string | undefined> = {}, headers = {}) {
  const all = {
    client_id: app.clientId,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    ...given,
  }
  const query = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return lab.get('/oauth/v2/authorize', Object.fromEntries(query), headers)
}

describe('the authorization endpoint (contract 4)', () => {
  it('stores the request and sends to the login, with no cookie and no credentials asked', async () => {
    const { lab, app } = await aClient()
    const answer = await ask(lab, app)
    expect(answer.status).toBe(302)
    const location = String(answer.headers['location'])
    expect(location).toMatch(/^\/ui\/v2\/login\/login\?authRequest=V2_\d+$/)
    expect(answer.body).toBe(`<a href="${location}">Found</a>.\n\n`)
    expect(lab.changes).toEqual(['logins'])
  })

  it('answers a POST with the address alone', async () => {
    const { lab, app } = await aClient()
    const form = { client_id: app.clientId, redirect_uri: callback, response_type: 'code', scope: 'openid' }
    const answer = await lab.post('/oauth/v2/authorize', form)
    expect(answer).toMatchObject({ status: 302, body: '' })
    expect(answer.headers).not.toHaveProperty('content-type')
  })

  it('keeps everything the login and the exchange need', async () => {
    const { lab, app } = await aClient()
    const stored = await authorizeWith(lab, app, {
      scope: 'openid foo email',
      state: 'st',
      nonce: 'n',
      prompt: 'select_account bogus consent',
      max_age: '600',
      ui_locales: 'de xx fr',
      login_hint: 'ada',
      code_challenge: 'abc',
      code_challenge_method: 'S256',
      response_mode: 'fragment',
    })
    expect(stored).toMatchObject({
      clientId: app.clientId,
      loginClient: '',
      redirectUri: callback,
      scope: [
        'openid',
        'email',
        'urn:zitadel:iam:org:project:role:editor',
        'urn:zitadel:iam:org:project:role:reader',
      ],
      audience: [app.clientId, 'main'],
      state: 'st',
      nonce: 'n',
      prompt: ['select_account', 'consent'],
      maxAgeSeconds: 600,
      uiLocales: ['de', 'fr'],
      loginHint: 'ada',
      codeChallenge: { challenge: 'abc', method: 'S256' },
      responseMode: 'fragment',
      status: 'added',
    })
  })

  it('takes any PKCE method but S256 for plain, and a method alone for nothing (contract 4.7)', async () => {
    const { lab, app } = await aClient()
    const bogus = await authorizeWith(lab, app, { code_challenge: 'abc', code_challenge_method: 'bogus' })
    const alone = await authorizeWith(lab, app, { code_challenge_method: 'S256' })
    expect(bogus.codeChallenge).toEqual({ challenge: 'abc', method: 'plain' })
    expect(alone).not.toHaveProperty('codeChallenge')
  })

  it('turns prompt=login into a maximum age of zero, and passes prompt=none on (contract 4.6)', async () => {
    const { lab, app } = await aClient()
    expect(await authorizeWith(lab, app, { prompt: 'login', max_age: '5' })).toMatchObject({
      maxAgeSeconds: 0,
    })
    expect(await authorizeWith(lab, app, { prompt: 'none' })).toMatchObject({ prompt: ['none'] })
  })

  it('reads the last of several values', async () => {
    const { lab, app } = await aClient()
    const query = new URLSearchParams({
      client_id: app.clientId,
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid',
    })
    query.append('client_id', '2')
    const answer = await handleOidc(lab.context({ path: '/oauth/v2/authorize', query }))
    expect(bodyOf(answer)).toEqual({ error: 'invalid_request', error_description: 'Errors.App.NotFound' })
  })

  it('takes a hint of ours, also an old one, and passes over any other (contract 4.6)', async () => {
    const { lab, app } = await aClient()
    const user = addHuman(lab, 'ada')
    const { id_token: hint } = await login(lab, app, user)
    lab.now += 100 * 3_600_000
    expect(await authorizeWith(lab, app, { id_token_hint: String(hint) })).toMatchObject({
      hintUserId: user.id,
    })
    expect(await authorizeWith(lab, app, { id_token_hint: `${String(hint)}x` })).not.toHaveProperty(
      'hintUserId',
    )
    expect(await authorizeWith(lab, app, { id_token_hint: 'garbage' })).not.toHaveProperty('hintUserId')
  })
})

describe('refusals of the authorization endpoint (contract 4.8)', () => {
  it.each([
    ['no client', { client_id: undefined }, 400, 'invalid_request', 'auth request is missing client_id'],
    ['an unknown client', { client_id: '123' }, 400, 'invalid_request', 'Errors.App.NotFound'],
    [
      'no redirect URI',
      { redirect_uri: undefined },
      500,
      'server_error',
      'auth request is missing redirect_uri',
    ],
    [
      'a foreign redirect URI',
      { redirect_uri: 'http://evil.example/' },
      400,
      'invalid_request',
      /redirect_uri is missing in the client/,
    ],
    [
      'a redirect URI with more',
      { redirect_uri: `${callback}?x=1` },
      400,
      'invalid_request',
      /redirect_uri is missing in the client/,
    ],
    ['no scope', { scope: undefined }, 400, 'invalid_request', /^The scope of your request is missing/],
    [
      'no response type',
      { response_type: undefined },
      400,
      'invalid_request',
      /^The response type is missing/,
    ],
    [
      'a response type not configured',
      { response_type: 'id_token' },
      400,
      'unauthorized_client',
      /^The requested response type/,
    ],
    [
      'prompt none beside another',
      { prompt: 'none login' },
      400,
      'invalid_request',
      /`none` must only be used/,
    ],
    ['a maximum age of letters', { max_age: 'abc' }, 400, 'invalid_request', 'error decoding form'],
    ['a negative maximum age', { max_age: '-1' }, 400, 'invalid_request', 'error decoding form'],
    [
      'a maximum age beyond 64 bits',
      { max_age: '18446744073709551616' },
      400,
      'invalid_request',
      'error decoding form',
    ],
  ])('tell the caller himself of %s', async (_, given, status, error, description) => {
    const { lab, app } = await aClient()
    const answer = await ask(lab, app, given)
    expect(answer.status).toBe(status)
    expect(bodyOf(answer)).toEqual({ error, error_description: expect.stringMatching(description) })
    expect(lab.instance.authRequests.size).toBe(0)
  })

  it('hold for an inactive application and project', async () => {
    const { lab, app } = await aClient()
    app.state = 'inactive'
    expect((await ask(lab, app)).status).toBe(400)
    app.state = 'active'
    Object.assign(lab.instance.projects.get('main') ?? {}, { state: 'inactive' })
    expect((await ask(lab, app)).status).toBe(400)
  })

  it('let everything pass that the original lets pass', async () => {
    const { lab, app } = await aClient()
    for (const given of [
      { scope: '' },
      { prompt: 'bogus' },
      { response_mode: 'bogus' },
      { request_uri: 'http://x/y' },
      { max_age: '0' },
    ]) {
      expect((await ask(lab, app, given)).status).toBe(302)
    }
  })
})

describe('organization scopes (contract 4.5)', () => {
  const byId = 'urn:zitadel:iam:org:id:'
  const byDomain = 'urn:zitadel:iam:org:domain:primary:'

  it('are stored as the organization they demand', async () => {
    const { lab, app } = await aClient()
    for (const scope of [
      `openid ${byId}org2`,
      `openid ${byDomain}other.localhost`,
      `${byId}org2 ${byDomain}other.localhost`,
    ]) {
      expect(await authorizeWith(lab, app, { scope })).toMatchObject({ requiredOrganizationId: 'org2' })
    }
  })

  it.each([
    [`openid ${byId}999`, 'error=invalid_request&error_description=Errors.Org.NotFound&state=s'],
    [`openid ${byDomain}no.example`, 'error=invalid_request&error_description=Errors.Org.NotFound&state=s'],
    [
      `openid ${byId}org1 ${byId}org2`,
      'error=invalid_scope&error_description=Only+one+organization+scope+may+be+provided&state=s',
    ],
  ])('that cannot be met are told to the redirect URI: %s', async (scope, query) => {
    const { lab, app } = await aClient()
    const answer = await ask(lab, app, { scope })
    expect(answer.headers['location']).toBe(`${callback}?${query}`)
  })

  it('that cannot be met are told where the response mode says', async () => {
    const { lab, app } = await aClient()
    const answer = await ask(lab, app, { scope: `${byId}999`, response_mode: 'fragment', state: '' })
    expect(answer.headers['location']).toBe(
      `${callback}#error=invalid_request&error_description=Errors.Org.NotFound`,
    )
  })
})

describe('which login a request goes to (contract 4.2, 4.3)', () => {
  const own = { loginVersion: { version: 'v2', baseUri: 'https://own.example/x?y=1' } } as const

  it('is the new one by the header, stored unvalidated, whatever the feature says', async () => {
    const { lab, app } = await aClient({ loginVersion: { version: 'v1' } })
    lab.instance.features.loginV2 = { required: false }
    const answer = await ask(lab, app, {}, { 'x-zitadel-login-client': 'does-not-exist' })
    expect(answer.headers['location']).toMatch(/^\/ui\/v2\/login\/login\?authRequest=V2_/)
    expect([...lab.instance.authRequests.values()][0]?.loginClient).toBe('does-not-exist')
  })

  it('is the old one without header, feature and setting, and the new API knows nothing of it', async () => {
    const { lab, app } = await aClient()
    lab.instance.features.loginV2 = { required: false }
    expect((await ask(lab, app)).headers['location']).toMatch(/^\/ui\/login\/login\?authRequestID=\d+$/)
    expect(lab.instance.authRequests.size).toBe(0)
  })

  it('is the application’s own address only while the feature is off', async () => {
    const { lab, app } = await aClient(own)
    expect((await ask(lab, app)).headers['location']).toMatch(/^\/ui\/v2\/login\/login\?/)
    lab.instance.features.loginV2 = { required: true, baseUri: 'https://login.example/ui/' }
    expect((await ask(lab, app)).headers['location']).toMatch(
      /^https:\/\/login\.example\/ui\/login\?authRequest=V2_/,
    )
    lab.instance.features.loginV2 = { required: false, baseUri: 'https://login.example/ui' }
    expect((await ask(lab, app)).headers['location']).toMatch(
      /^https:\/\/own\.example\/x\/login\?authRequest=V2_\d+&y=1$/,
    )
  })
})

describe('a request object (contract 1.3)', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  it('is advertised and never works', async () => {
    const { lab, app } = await aClient()
    const claims = { iss: app.clientId, client_id: app.clientId, aud: 'http://localhost:8080' }
    const jwt = (header: object, body: object, signature: string) =>
      `${part(header)}.${part(body)}.${signature}`
    const outcome = async (request: string) => {
      const answer = await ask(lab, app, { request })
      return [answer.status, bodyOf(answer)['error_description']]
    }
    expect(await outcome(jwt({ alg: 'RS256' }, claims, 'sig'))).toEqual([
      500,
      expect.stringMatching(/^ID=RECOVER/),
    ])
    expect(await outcome(jwt({ alg: 'none' }, claims, ''))).toEqual([400, 'invalid request signature'])
    expect(await outcome(jwt({ alg: 'RS256' }, { ...claims, client_id: undefined }, 'sig'))).toEqual([
      400,
      'missing or wrong issuer in request',
    ])
    expect(await outcome('garbage')).toEqual([
      400,
      'parsing of request failed: token contains an invalid number of segments',
    ])
    expect(lab.instance.authRequests.size).toBe(0)
  })
})
