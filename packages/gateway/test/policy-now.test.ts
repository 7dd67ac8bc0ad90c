import { totpCode } from '@postern/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  aLocalIssuer,
  type LocalIssuer,
  startWithZitadel,
  type WithZitadel,
} from './support/start-with-zitadel.ts'

interface Setting extends LocalIssuer {
  readonly id: string
  readonly change: (method: string, path: string, body?: object) => Promise<Record<string, unknown>>
}

/** Everything is written at once there: what shall not change is said again. */
const policy =
  (changed: object) =>
  async ({ change }: Setting) => {
    const { policy: known } = await change('GET', '/admin/v1/policies/login')
    return change('PUT', '/admin/v1/policies/login', { ...Object(known), ...changed })
  }

const ofUser =
  (method: string, path = '', body: object = {}) =>
  ({ change, id }: Setting) =>
    change(method, `/v2/users/${id}${path}`, body)

type Change = readonly [what: string, user: 'mini' | 'totp', change: (setting: Setting) => Promise<unknown>]

/** Everything that would keep the user from logging in now (sufficiency, rules 1 to 6). */
const changes: readonly Change[] = [
  ['a second factor is forced', 'mini', policy({ forceMfa: true })],
  ['a second factor is forced for local logins', 'mini', policy({ forceMfaLocalOnly: true })],
  ['the organization allows single sign-on only', 'mini', policy({ allowUsernamePassword: false })],
  ['passwords are good for a shorter time', 'mini', policy({ passwordCheckLifetime: '240s' })],
  ['second factors are good for a shorter time', 'totp', policy({ secondFactorCheckLifetime: '240s' })],
  [
    'the user has enrolled a second factor',
    'mini',
    async ({ change, id, clock }) => {
      const { secret } = await change('POST', `/v2/users/${id}/totp`)
      await change('POST', `/v2/users/${id}/totp/verify`, { code: totpCode(String(secret), clock.now()) })
    },
  ],
  [
    'the password was changed',
    'mini',
    ofUser('POST', '/password', { newPassword: { password: 'An0ther!password' } }),
  ],
  [
    'a new password is demanded',
    'mini',
    ofUser('POST', '/password', { newPassword: { password: 'An0ther!password', changeRequired: true } }),
  ],
  [
    'passwords may be no older than theirs',
    'mini',
    ({ change }) => change('PUT', '/admin/v1/policies/password/age', { maxAgeDays: 2, expireWarnDays: 0 }),
  ],
  [
    'the e-mail address is another, and not verified',
    'mini',
    ofUser('POST', '/email', { email: 'new@newsroom.localhost', returnCode: {} }),
  ],
  ['the user is locked', 'mini', ofUser('POST', '/lock')],
  ['the user is deactivated', 'mini', ofUser('POST', '/deactivate')],
  [
    'the user is deactivated and back again',
    'mini',
    async (setting) => {
      await ofUser('POST', '/deactivate')(setting)
      await ofUser('POST', '/reactivate')(setting)
    },
  ],
  ['the user is deleted', 'mini', ofUser('DELETE')],
  [
    'the organization is inactive',
    'mini',
    ({ change }) => change('POST', '/management/v1/orgs/me/_deactivate'),
  ],
  [
    'an administrator has ended the ZITADEL session',
    'mini',
    async ({ change }) => {
      const { sessions } = (await change('POST', '/v2/sessions/search', {
        queries: [],
      })) as { sessions: { id: string }[] }
      for (const { id } of sessions) await change('DELETE', `/v2/sessions/${id}`)
    },
  ],
]

interface ALogin extends WithZitadel {
  readonly page: ReturnType<WithZitadel['browser']>
  readonly setting: Setting
  readonly status: () => Promise<number>
}

/** A user who has logged in three days after his password was set. */
async function aLogin(name: Change[1], config: object): Promise<ALogin> {
  const issuer = await aLocalIssuer()
  onTestFinished(() => issuer.zitadel.close())
  issuer.clock.advance(3 * 86_400_000)
  const gateway = await startWithZitadel(issuer, { config })
  const page = gateway.browser()
  const user = issuer.user(name)
  await page.logIn(user)
  if (name === 'totp') await page.prove({ method: 'totp', code: issuer.totp(name) })
  const change: Setting['change'] = async (method, path, body = {}) => {
    const answer = await issuer.admin(path, { method, body })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return JSON.parse(text) as Record<string, unknown>
  }
  return {
    ...gateway,
    page,
    setting: { ...issuer, change, id: user.id },
    status: async () => (await page.send({ path: '/api/feed' })).status,
  }
}

describe('a session is used no longer than policyCheckSeconds (POLICY-NOW)', () => {
  it.each(changes)('after %s, and ends at ZITADEL too', async (_, user, change) => {
    const login = await aLogin(user, { settingsCacheSeconds: 0 })
    expect(await login.status()).toBe(200)
    await change(login.setting)
    login.clock.advance(299_999)
    expect(await login.status()).toBe(200)
    login.clock.advance(1)
    expect(await login.status()).toBe(401)
    expect(login.events('session.ended')).toMatchObject([{ by: 'policy' }])
    expect(login.events('session.zitadel_ended')).toHaveLength(1)
    expect(await login.userinfo(login.tokens[0])).toBe(401)
  })

  it.each([0, 1, 59_999, 60_000, 119_999, 239_999, 240_000])(
    'after a policy that changed %i ms after the login, where settings are remembered for a minute',
    async (offset) => {
      const login = await aLogin('mini', { settingsCacheSeconds: 60 })
      const useUntil = async (end: number): Promise<void> => {
        while (login.clock.now() < end) {
          login.clock.set(Math.min(login.clock.now() + 40_000, end))
          await login.status()
        }
      }
      await useUntil(login.clock.now() + offset)
      await login.status()
      await policy({ forceMfa: true })(login.setting)
      await useUntil(login.clock.now() + 300_000)
      expect(await login.status()).toBe(401)
    },
  )
})

describe('a session is not renewed (POLICY-NOW)', () => {
  it.each(changes)('after %s, and ends at ZITADEL too', async (_, user, change) => {
    const session = { idleSeconds: 86_400, policyCheckSeconds: 86_400 }
    const login = await aLogin(user, { settingsCacheSeconds: 0, session })
    expect(await login.status()).toBe(200)
    await change(login.setting)
    login.clock.advance(12 * 3_600_000)
    expect(await login.status()).toBe(401)
    expect(login.events('session.ended')).toMatchObject([{ by: 'renewal' }])
    expect(login.events('session.renewed')).toEqual([])
    expect(login.events('session.zitadel_ended').length).toBeGreaterThan(0)
    expect(await login.userinfo(login.tokens[0])).toBe(401)
  })
})

describe('a session whose policy cannot be read (OPS-1)', () => {
  const trouble = [
    { answer: 404 },
    { answer: 429 },
    { answer: 500 },
    { answer: 503 },
    { answer: 'html' },
    { lose: 'before' },
  ] as const

  it.each([
    'GET /v2/sessions/*',
    'GET /v2/users/*',
    'GET /v2/users/*/authentication_methods',
    'POST /v2/organizations/_search',
    'GET /v2/settings/login',
    'GET /v2/settings/password/expiry',
    'GET /v2/settings/login/idps',
  ])('at %s is neither used nor ended, and goes on afterwards', async (kind) => {
    const login = await aLogin('mini', { settingsCacheSeconds: 0 })
    const { faults } = login.setting.zitadel
    const seen: unknown[] = []
    for (const fault of trouble) {
      login.clock.advance(300_000)
      faults.next(kind, fault, 20)
      const { status, json } = await login.page.send({ path: '/api/feed' })
      faults.clear()
      seen.push([status, json['code'], await login.status()])
    }
    expect(seen).toEqual(trouble.map(() => [503, 'SESSION_UNCHECKED', 200]))
    expect(login.events('session.ended')).toEqual([])
    expect(await login.userinfo(login.tokens[0])).toBe(200)
  })
})
