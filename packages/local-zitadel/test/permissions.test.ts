import { describe, expect, it } from 'vitest'
import { errorId } from './support/call-zitadel.ts'
import { aNewsroom } from './support/newsroom.ts'

async function aServiceUser({ asAdmin, zitadel }: Awaited<ReturnType<typeof aNewsroom>>, roles: string[]) {
  const { organizationId } = zitadel.seeded
  const made = await asAdmin('POST /v2/users/new', {
    organizationId,
    username: `svc-${roles.join()}`,
    machine: { name: 'svc' },
  })
  const userId = made.json['id']
  const pat = await asAdmin(`POST /v2/users/${userId}/pats`, { expirationDate: '2099-01-01T00:00:00Z' })
  if (roles.length > 0) {
    const resource = roles[0]?.startsWith('ORG') ? { organizationId } : { instance: true }
    await asAdmin('POST /zitadel.internal_permission.v2.InternalPermissionService/CreateAdministrator', {
      userId,
      resource,
      roles,
    })
  }
  return String(pat.json['token'])
}

describe('permissions (contract 2.6, 3.6)', () => {
  it('answers 404 AUTHZ-cdgFk without any role on the instance, and 403 AUTH-AWfge with one that is not enough', async () => {
    const newsroom = await aNewsroom()
    const create = async (roles: string[]) => {
      const token = await aServiceUser(newsroom, roles)
      const called = await newsroom.call('POST /v2/sessions', { token, body: {} })
      return [called.status, errorId(called)]
    }
    expect(await create([])).toEqual([404, 'AUTHZ-cdgFk'])
    expect(await create(['ORG_OWNER'])).toEqual([404, 'AUTHZ-cdgFk'])
    expect(await create(['IAM_USER_MANAGER'])).toEqual([403, 'AUTH-AWfge'])
    expect(await create(['IAM_LOGIN_CLIENT'])).toEqual([201, undefined])
  })

  it('lets the administrator make sessions but not bind them, and the login client bind but not write the instance (JWTB-6)', async () => {
    const { asAdmin, asLoginClient } = await aNewsroom()
    const permissions = async (as: typeof asAdmin) =>
      (await as('POST /auth/v1/permissions/zitadel/me/_search', {})).json['result'] as unknown as string[]
    const [admin, login] = [await permissions(asAdmin), await permissions(asLoginClient)]
    expect([
      admin.includes('session.write'),
      admin.includes('session.link'),
      admin.includes('iam.write'),
    ]).toEqual([true, false, true])
    expect([
      login.includes('session.write'),
      login.includes('session.link'),
      login.includes('iam.write'),
    ]).toEqual([true, true, false])
    expect(errorId(await asLoginClient('PUT /v2/features/instance', { loginV2: { required: true } }))).toBe(
      'AUTH-5mWD2',
    )
  })

  it('looks the user up before it asks for the permission: names leak to any caller, as in the original', async () => {
    const newsroom = await aNewsroom()
    const token = await aServiceUser(newsroom, [])
    const ask = (loginName: string) =>
      newsroom.call('POST /v2/sessions', { token, body: { checks: { user: { loginName } } } })
    expect(errorId(await ask('nobody'))).toBe('QUERY-Dfbg2')
    expect(errorId(await ask('mini@newsroom.localhost'))).toBe('AUTHZ-cdgFk')
  })

  it('tells a missing header, another scheme and a bad token apart', async () => {
    const { call } = await aNewsroom()
    const get = async (authorization?: string) => {
      const called = await call(
        'GET /v2/settings',
        authorization === undefined ? {} : { headers: { authorization } },
      )
      return [called.status, called.json['message'], called.headers['www-authenticate']]
    }
    expect(await get()).toEqual([401, 'auth header missing', 'auth header missing'])
    expect(await get('Basic eA==')).toEqual([
      401,
      'invalid auth header (AUTH-toLo1)',
      'invalid auth header (AUTH-toLo1)',
    ])
    const invalid = 'Errors.Token.Invalid (AUTH-7fs1e)'
    expect(await get('Bearer garbage')).toEqual([401, invalid, invalid])
  })

  it('acts for the organization that x-zitadel-orgid names, and refuses one that is none', async () => {
    const { call, asAdmin, zitadel } = await aNewsroom()
    const made = await asAdmin('POST /v2/organizations', { name: 'Sports' })
    const token = zitadel.seeded.adminPat
    const mine = (orgId: string) =>
      call('GET /management/v1/orgs/me', { token, headers: { 'x-zitadel-orgid': orgId } })
    expect((await mine(String(made.json['organizationId']))).json['org']?.['name']).toBe('Sports')
    expect(errorId(await mine('1'))).toBe('AUTH-Bs7Ds')
  })

  it('shows a user himself and nobody else when he acts by his session token', async () => {
    const { signIn, call, user } = await aNewsroom()
    const token = String((await signIn('mini')).json['sessionToken'])
    expect((await call(`GET /v2/users/${user('mini').id}`, { token })).status).toBe(200)
    expect(errorId(await call(`GET /v2/users/${user('editor').id}`, { token }))).toBe('AUTHZ-cdgFk')
    const found = await call('POST /v2/users', { token, body: {} })
    expect(found.json['details']?.['totalResult']).toBe('1')
  })

  it('answers 501 in ZITADEL’s envelope for an operation that it does not have, 404 and 405 for paths and verbs', async () => {
    const { asAdmin } = await aNewsroom()
    const missing = await asAdmin('POST /v2/users/1/passkeys', {})
    expect([missing.status, missing.json['code']]).toEqual([501, 12])
    expect((await asAdmin('GET /v2/nothing')).json).toEqual({ code: 5, message: 'Not Found' })
    expect((await asAdmin('PUT /v2/sessions', {})).json).toEqual({ code: 12, message: 'Method Not Allowed' })
    expect((await asAdmin('POST /zitadel.session.v2.SessionService/Nope', {})).text).toBe(
      '404 page not found\n',
    )
  })
})
