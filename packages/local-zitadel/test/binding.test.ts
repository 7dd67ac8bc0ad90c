import { describe, expect, it } from 'vitest'
import { errorId } from './support/call-zitadel.ts'
import { aNewsroom } from './support/newsroom.ts'

async function anAuthRequest(
  { call, zitadel }: Awaited<ReturnType<typeof aNewsroom>>,
  more = '',
  loginClient = '',
): Promise<string> {
  const application = zitadel.seeded.applications.find((one) => one.name === 'newsroom-gateway')
  const redirect = encodeURIComponent('http://localhost:3000/auth/callback')
  const query = `client_id=${application?.clientId}&redirect_uri=${redirect}&response_type=code&scope=openid&state=s1${more}`
  const headers = loginClient === '' ? {} : { 'x-zitadel-login-client': loginClient }
  const { headers: answered } = await call(`GET /oauth/v2/authorize?${query}`, { headers })
  return new URL(String(answered['location']), zitadel.issuer).searchParams.get('authRequest') ?? ''
}

describe('binding a session to an auth request (contract 5)', () => {
  it('gives the callback with code and state, once', async () => {
    const newsroom = await aNewsroom()
    const { signIn, asLoginClient } = newsroom
    const id = await anAuthRequest(newsroom)
    const { sessionId, sessionToken } = (await signIn('mini')).json
    const bind = () =>
      asLoginClient(`POST /v2/oidc/auth_requests/${id}`, { session: { sessionId, sessionToken } })
    const bound = new URL(String((await bind()).json['callbackUrl']))
    expect([bound.searchParams.get('state'), bound.searchParams.get('code')?.split('.').length]).toEqual([
      's1',
      5,
    ])
    expect(errorId(await bind())).toBe('COMMAND-Sx208nt')
  })

  it('binds exactly one of many racing callbacks, unless told to race as the original', async () => {
    const race = async (races: 'strict' | 'original') => {
      const newsroom = await aNewsroom()
      newsroom.zitadel.faults.races = races
      const id = await anAuthRequest(newsroom)
      const { sessionId, sessionToken } = (await newsroom.signIn('mini')).json
      const bind = () =>
        newsroom.asLoginClient(`POST /v2/oidc/auth_requests/${id}`, { session: { sessionId, sessionToken } })
      return (await Promise.all([1, 2, 3, 4].map(bind))).filter((one) => one.status === 200).length
    }
    expect(await race('strict')).toBe(1)
    expect(await race('original')).toBeGreaterThan(1)
  })

  it('takes only the latest session token, and lets a failed attempt consume nothing', async () => {
    const newsroom = await aNewsroom()
    const { signIn, asLoginClient, asAdmin } = newsroom
    const id = await anAuthRequest(newsroom)
    const { sessionId, sessionToken } = (await signIn('mini')).json
    const changed = await asLoginClient(`PATCH /v2/sessions/${sessionId}`, { lifetime: '60s' })
    const bind = (token: unknown, as = asLoginClient) =>
      as(`POST /v2/oidc/auth_requests/${id}`, { session: { sessionId, sessionToken: token } })
    expect(errorId(await bind(sessionToken))).toBe('COMMAND-sGr42')
    expect(errorId(await bind('garbage'))).toBe('COMMAND-sGr42')
    expect(errorId(await bind(changed.json['sessionToken'], asAdmin))).toBe('AUTH-AWfge')
    expect((await bind(changed.json['sessionToken'])).status).toBe(200)
  })

  it('needs no permission of the login client that the header named (contract 4.4)', async () => {
    const newsroom = await aNewsroom()
    const { zitadel, signIn, asAdmin } = newsroom
    const id = await anAuthRequest(newsroom, '', zitadel.seeded.adminKey.userId)
    const { sessionId, sessionToken } = (await signIn('mini')).json
    expect(
      (await asAdmin(`POST /v2/oidc/auth_requests/${id}`, { session: { sessionId, sessionToken } })).status,
    ).toBe(200)
  })

  it('asks for an authorization where the project demands one, and binds a session without any factor all the same', async () => {
    const newsroom = await aNewsroom()
    const { asAdmin, asLoginClient, zitadel, user } = newsroom
    const projectId = zitadel.seeded.applications[0]?.projectId
    await asAdmin('POST /zitadel.project.v2.ProjectService/UpdateProject', {
      projectId,
      authorizationRequired: true,
    })
    const stranger = await asAdmin('POST /v2/users/new', {
      organizationId: zitadel.seeded.organizationId,
      username: 'stranger',
      human: {
        profile: { givenName: 'A', familyName: 'B' },
        email: { email: 'a@b.example', isVerified: true },
      },
    })
    const bind = async (userId: unknown) => {
      const made = await asLoginClient('POST /v2/sessions', { checks: { user: { userId } } })
      const { sessionId, sessionToken } = made.json
      return asLoginClient(`POST /v2/oidc/auth_requests/${await anAuthRequest(newsroom)}`, {
        session: { sessionId, sessionToken },
      })
    }
    const refused = await bind(stranger.json['id'])
    expect([errorId(refused), refused.json['details']?.[0]?.['message']]).toEqual([
      'OIDC-foSyH49RvL',
      'Errors.User.GrantRequired',
    ])
    expect((await bind(user('mini').id)).status).toBe(200)
  })

  it('fails a request with the reason in the redirect, and handles an unknown one as handled', async () => {
    const newsroom = await aNewsroom()
    const { asLoginClient } = newsroom
    const error = { error: 'ERROR_REASON_LOGIN_REQUIRED', errorDescription: 'no way' }
    const failed = await asLoginClient(`POST /v2/oidc/auth_requests/${await anAuthRequest(newsroom)}`, {
      error,
    })
    const expected =
      'http://localhost:3000/auth/callback?error=login_required&error_description=no+way&state=s1'
    expect(failed.json['callbackUrl']).toBe(expected)
    expect(errorId(await asLoginClient('POST /v2/oidc/auth_requests/V2_9', { error }))).toBe(
      'COMMAND-Sx202nt',
    )
  })

  it('reads back what the application asked for', async () => {
    const newsroom = await aNewsroom()
    const id = await anAuthRequest(newsroom, '&login_hint=tag-1&max_age=60&prompt=login')
    const read = await newsroom.asLoginClient(`GET /v2/oidc/auth_requests/${id}`)
    expect(read.json['authRequest']).toMatchObject({ id, loginHint: 'tag-1', prompt: ['PROMPT_LOGIN'] })
    expect(errorId(await newsroom.asLoginClient('GET /v2/oidc/auth_requests/V2_9'))).toBe('QUERY-Thee9')
  })
})
