import { describe, expect, it } from 'vitest'
import { aNewsroom } from './support/newsroom.ts'

/** A session bound to an auth request of the gateway's application. */
async function aBoundLogin(newsroom: Awaited<ReturnType<typeof aNewsroom>>) {
  const { zitadel, call, asLoginClient, signIn } = newsroom
  const client = zitadel.seeded.applications[0]
  const query = new URLSearchParams({
    client_id: client?.clientId ?? '',
    redirect_uri: 'http://localhost:3000/auth/callback',
    response_type: 'code',
    scope: 'openid',
  })
  const begun = await call(`GET /oauth/v2/authorize?${query}`)
  const requestId = String(begun.headers['location']).split('authRequest=')[1] ?? ''
  const { sessionId, sessionToken } = (await signIn('mini')).json
  await asLoginClient(`POST /v2/oidc/auth_requests/${requestId}`, { session: { sessionId, sessionToken } })
  return { requestId, sessionId: String(sessionId) }
}

describe('inspect()', () => {
  it('names living sessions with their users, and auth requests with their status', async () => {
    const newsroom = await aNewsroom()
    const before = await newsroom.zitadel.inspect()
    const { requestId, sessionId } = await aBoundLogin(newsroom)
    const { sessions, authRequests } = await newsroom.zitadel.inspect()
    expect(before).toEqual({ sessions: [], authRequests: [], oidcSessions: [] })
    expect(sessions).toEqual([{ id: sessionId, userId: newsroom.user('mini').id }])
    expect(authRequests).toEqual([{ id: requestId, status: 'linked' }])
  })

  it('leaves out what has ended or expired', async () => {
    let now = Date.UTC(2030, 0, 1)
    const { zitadel, asLoginClient, signIn } = await aNewsroom({ now: () => now })
    const made = await signIn('mini')
    await asLoginClient(`PATCH /v2/sessions/${made.json['sessionId']}`, { lifetime: '10s' })
    const ended = await signIn('editor')
    await asLoginClient(`DELETE /v2/sessions/${ended.json['sessionId']}`)
    const living = async () => (await zitadel.inspect()).sessions.map(({ id }) => id)
    now += 9_999
    expect(await living()).toEqual([made.json['sessionId']])
    now += 1
    expect(await living()).toEqual([])
  })

  it('names grants while one of their tokens would be taken', async () => {
    let now = Date.UTC(2030, 0, 1)
    const { zitadel, call, asAdmin } = await aNewsroom({ now: () => now })
    const { organizationId } = zitadel.seeded
    const machine = { organizationId, username: 'robot', machine: { name: 'robot' } }
    const { id } = (await asAdmin('POST /v2/users/new', machine)).json
    const { clientSecret } = (await asAdmin(`POST /v2/users/${id}/secret`, {})).json
    const form = {
      grant_type: 'client_credentials',
      client_id: 'robot',
      client_secret: String(clientSecret),
      scope: 'openid',
    }
    const ask = () =>
      call('POST /oauth/v2/token', {
        body: new URLSearchParams(form).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    expect((await ask()).status).toBe(200)
    const grants = async () => (await zitadel.inspect()).oidcSessions
    expect(await grants()).toEqual([
      { id: expect.stringMatching(/^V2_\d+$/), sessionId: null, accessToken: true, refreshToken: false },
    ])
    now += 12 * 3_600_000 - 1
    expect(await grants()).toHaveLength(1)
    now += 1
    expect(await grants()).toEqual([])
    await ask()
    await asAdmin(`POST /v2/users/${id}/deactivate`, {})
    expect(await grants()).toEqual([])
  })
})
