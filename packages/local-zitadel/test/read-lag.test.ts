import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { errorId } from './support/call-zitadel.ts'
import { aNewsroom } from './support/newsroom.ts'

const lag = 80

/** A newsroom whose clock stands still until it is moved. */
async function aLagging(readLagMs: number) {
  let now = Date.UTC(2030, 0, 1)
  const newsroom = await aNewsroom({ readLagMs, now: () => now })
  const { asAdmin, zitadel, call } = newsroom
  const checkPassword = (check: object) => ({
    checks: { user: check, password: { password: newsroom.user('mini').password } },
  })
  return {
    ...newsroom,
    later: (ms: number) => void (now += ms),
    checkPassword,
    async addUser(username: string) {
      const human = {
        profile: { givenName: 'A', familyName: 'B' },
        email: { email: `${username}@b.example`, isVerified: true },
      }
      const { organizationId } = zitadel.seeded
      return String((await asAdmin('POST /v2/users/new', { organizationId, username, human })).json['id'])
    },
    async addMachine(username: string) {
      const { organizationId } = zitadel.seeded
      const made = await asAdmin('POST /v2/users/new', {
        organizationId,
        username,
        machine: { name: username },
      })
      return String(made.json['id'])
    },
    async assertWith({ keyId, key, userId }: { keyId: string; key: string; userId: string }) {
      const seconds = Math.floor(now / 1000)
      const assertion = await new SignJWT({ aud: zitadel.issuer, iat: seconds, exp: seconds + 60 })
        .setProtectedHeader({ alg: 'RS256', kid: keyId })
        .setIssuer(userId)
        .setSubject(userId)
        .sign(createPrivateKey(key))
      const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
      const body = new URLSearchParams({ grant_type, assertion, scope: 'openid' }).toString()
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      return (await call('POST /oauth/v2/token', { body, headers })).status
    },
  }
}

/** What is answered at once, a moment before the lag is over, and when it is over. */
async function over(
  { later }: { later: (ms: number) => void },
  ask: () => Promise<unknown>,
): Promise<unknown[]> {
  const atOnce = await ask()
  later(lag - 1)
  const before = await ask()
  later(1)
  return [atOnce, before, await ask()]
}

/** With a lag reads see the change when it is over; without one at once. */
const bothSides = [
  ['with a lag', lag],
  ['without one', 0],
] as const

describe.each(bothSides)('eventual consistency (contract 2.1, 3.8, 3.10, 4.8), %s', (_, readLagMs) => {
  const late = <T>(old: T, fresh: T): T[] => (readLagMs === 0 ? [fresh, fresh, fresh] : [old, old, fresh])

  it('a user just made is unknown by id', async () => {
    const newsroom = await aLagging(readLagMs)
    const userId = await newsroom.addUser('fresh')
    const ask = async () =>
      (await newsroom.asLoginClient('POST /v2/sessions', { checks: { user: { userId } } })).status
    expect(await over(newsroom, ask)).toEqual(late(404, 201))
  })

  it('a login name brings the read side up to date, for the look-up by id as well', async () => {
    const newsroom = await aLagging(readLagMs)
    const userId = await newsroom.addUser('fresh')
    const byName = { checks: { user: { loginName: 'fresh' } } }
    expect((await newsroom.asLoginClient('POST /v2/sessions', byName)).status).toBe(201)
    expect((await newsroom.asLoginClient('POST /v2/sessions', { checks: { user: { userId } } })).status).toBe(
      201,
    )
  })

  it('a deactivated user still logs in by id, never by login name', async () => {
    const newsroom = await aLagging(readLagMs)
    const { id, loginName } = newsroom.user('mini')
    await newsroom.asAdmin(`POST /v2/users/${id}/deactivate`, {})
    const ask = async () =>
      (await newsroom.asLoginClient('POST /v2/sessions', newsroom.checkPassword({ userId: id }))).status
    expect(await over(newsroom, ask)).toEqual(late(201, 400))
    await newsroom.asAdmin(`POST /v2/users/${id}/reactivate`, {})
    newsroom.later(lag)
    await newsroom.asAdmin(`POST /v2/users/${id}/deactivate`, {})
    const named = await newsroom.asLoginClient('POST /v2/sessions', newsroom.checkPassword({ loginName }))
    expect(errorId(named)).toBe('SESSION-Gj4ko')
  })

  it('a locked user is seen as locked by the password check first', async () => {
    const newsroom = await aLagging(readLagMs)
    const { id } = newsroom.user('mini')
    await newsroom.asAdmin(`POST /v2/users/${id}/lock`, {})
    const ask = async () =>
      errorId(await newsroom.asLoginClient('POST /v2/sessions', newsroom.checkPassword({ userId: id })))
    expect(await over(newsroom, ask)).toEqual(late('COMMAND-JLK35', 'SESSION-Gj4ko'))
  })

  it('an application just made is unknown to the authorization endpoint', async () => {
    const newsroom = await aLagging(readLagMs)
    const made = await newsroom.asAdmin('POST /zitadel.application.v2.ApplicationService/CreateApplication', {
      projectId: newsroom.zitadel.seeded.applications[0]?.projectId,
      name: 'fresh',
      oidcConfiguration: {
        redirectUris: ['https://app.example/cb'],
        responseTypes: ['OIDC_RESPONSE_TYPE_CODE'],
        grantTypes: ['OIDC_GRANT_TYPE_AUTHORIZATION_CODE'],
      },
    })
    const query = new URLSearchParams({
      client_id: String(made.json['oidcConfiguration']?.['clientId']),
      redirect_uri: 'https://app.example/cb',
      response_type: 'code',
      scope: 'openid',
    })
    const ask = async () => {
      const answer = await newsroom.call(`GET /oauth/v2/authorize?${query}`)
      return answer.status === 302 ? 302 : answer.json['error_description']
    }
    expect(await over(newsroom, ask)).toEqual(late<unknown>('Errors.App.NotFound', 302))
  })

  it('a key just added does not sign yet, one just removed still does', async () => {
    const newsroom = await aLagging(readLagMs)
    const userId = await newsroom.addMachine('robot')
    const expirationDate = '2031-01-01T00:00:00Z'
    const added = await newsroom.asAdmin(`POST /v2/users/${userId}/keys`, { expirationDate })
    const file = JSON.parse(Buffer.from(String(added.json['keyContent']), 'base64').toString('utf8'))
    expect(await over(newsroom, () => newsroom.assertWith(file))).toEqual(late(400, 200))
    await newsroom.asAdmin(`DELETE /v2/users/${userId}/keys/${file.keyId}`)
    expect(await over(newsroom, () => newsroom.assertWith(file))).toEqual(late(200, 400))
  })

  it('a session just made is not found by a search, one just ended still is', async () => {
    const newsroom = await aLagging(readLagMs)
    const made = await newsroom.signIn('mini')
    const sessions = async () => {
      const found = await newsroom.asLoginClient('POST /v2/sessions/search', {})
      return Number(found.json['details']?.['totalResult'] ?? 0)
    }
    expect(await over(newsroom, sessions)).toEqual(late(0, 1))
    await newsroom.asLoginClient(`DELETE /v2/sessions/${made.json['sessionId']}`)
    expect(await over(newsroom, sessions)).toEqual(late(1, 0))
  })
})

it('a lag that is set while the server runs counts for what is changed from then on', async () => {
  const newsroom = await aLagging(0)
  const before = await newsroom.addUser('before')
  newsroom.zitadel.faults.readLagMs = lag
  const after = await newsroom.addUser('after')
  const status = async (userId: string) =>
    (await newsroom.asLoginClient('POST /v2/sessions', { checks: { user: { userId } } })).status
  expect([await status(before), await status(after)]).toEqual([201, 404])
})
