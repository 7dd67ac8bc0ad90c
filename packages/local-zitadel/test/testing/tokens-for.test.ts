/* oxlint-disable vitest/no-standalone-expect -- the rule does not know a test that was extended */
import { describe, expect, test as base } from 'vitest'
import { startLocalZitadel } from '../../src/index.ts'
import { localZitadelFixture, type TestZitadel, testZitadel, TokensRefused } from '../../src/testing/index.ts'

const test = base.extend<{ zitadel: TestZitadel }>({
  zitadel: [localZitadelFixture(), { scope: 'worker' }],
})

const userinfo = async ({ issuer }: TestZitadel, token: string): Promise<Record<string, unknown>> => {
  const response = await fetch(`${issuer}/oidc/v1/userinfo`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return Object(await response.json())
}
const roles = 'urn:zitadel:iam:org:project:roles'

describe('tokenFor', () => {
  test('gives the access token of a login, as the server itself issues it', async ({ zitadel }) => {
    const token = await zitadel.tokenFor('mini')
    expect(await userinfo(zitadel, token)).toMatchObject({
      name: 'Mini Reader',
      [roles]: { reader: expect.anything() },
    })
  })

  test.for(['newsroom-gateway', 'newsroom-spa', 'reading-room-spa'])(
    'logs in to %s as that application authenticates',
    async (app, { zitadel }) => {
      const tokens = await zitadel.tokensFor('mini', { app, scope: ['openid', 'offline_access'] })
      expect(tokens.clientId).toBe(zitadel.seeded.applications.find(({ name }) => name === app)?.clientId)
      expect([tokens.idToken, tokens.refreshToken, tokens.expiresInSeconds]).toEqual([
        expect.any(String),
        expect.any(String),
        43_199,
      ])
      expect(await userinfo(zitadel, tokens.accessToken)).toMatchObject({ sub: tokens.subject })
    },
  )

  test('gives the user exactly the roles asked for, new ones and none too', async ({ zitadel }) => {
    const { loginName } = await zitadel.newUser()
    const shown = async (asked: readonly string[]) => {
      const token = await zitadel.tokenFor(loginName, {
        roles: asked,
        scope: `openid urn:zitadel:iam:org:projects:roles`,
      })
      return Object.keys(Object((await userinfo(zitadel, token))[roles])).toSorted()
    }
    expect(await shown(['editor'])).toEqual(['editor'])
    expect(await shown(['reader', 'publisher'])).toEqual(['publisher', 'reader'])
    expect(await shown([])).toEqual([])
  })

  test('proves TOTP for a user who has it, by the server’s own clock', async () => {
    const now = Date.UTC(2031, 4, 1)
    const zitadel = testZitadel(await startLocalZitadel({ now: () => now }))
    const { idToken = '' } = await zitadel.tokensFor('totp')
    const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())
    await zitadel.close()
    expect([claims.amr, claims.auth_time]).toEqual([['pwd', 'otp', 'mfa'], now / 1000])
  })

  test('says what is missing, and no secret', async ({ zitadel }) => {
    const refusals = [
      zitadel.tokenFor('nobody'),
      zitadel.tokenFor('sso'),
      zitadel.tokenFor('mini', { app: 'newsroom-api' }),
      zitadel.tokenFor('mini', { scope: 'openid urn:zitadel:iam:org:id:1' }),
    ]
    for (const refusal of refusals) await expect(refusal).rejects.toBeInstanceOf(TokensRefused)
  })
})

describe('the fixture', () => {
  test('is one that Playwright takes too: its first parameter is a pattern that names nothing', () => {
    expect(String(localZitadelFixture())).toMatch(/^async \(\{\s*\}, use\)/)
  })

  test('ends its server with the worker', async () => {
    let issuer = ''
    await localZitadelFixture()({}, async (zitadel) => {
      issuer = zitadel.issuer
      expect((await fetch(`${issuer}/debug/healthz`)).status).toBe(200)
    })
    await expect(fetch(`${issuer}/debug/healthz`)).rejects.toThrow('fetch failed')
  })

  test('gives users that nobody else has', async ({ zitadel }) => {
    const [one, other] = [await zitadel.newUser({ roles: ['editor'] }), await zitadel.newUser()]
    expect(one.id).not.toBe(other.id)
    expect(await userinfo(zitadel, await zitadel.tokenFor(one.loginName))).toMatchObject({
      [roles]: { editor: expect.anything() },
    })
  })
})
