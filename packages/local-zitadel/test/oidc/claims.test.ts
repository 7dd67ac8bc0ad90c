import { describe, expect, it } from 'vitest'
import type { Application, User } from '../../src/state/model.ts'
import {
  addApplication,
  addHuman,
  addSession,
  aLab,
  basic,
  bodyOf,
  claimsOf,
  giveRoles,
  type Lab,
  login,
} from './lab.ts'

const ownRoles = 'urn:zitadel:iam:org:project:roles'
const rolesOf = (project: string) => `urn:zitadel:iam:org:project:${project}:roles`
const audience = (project: string) => `urn:zitadel:iam:org:project:id:${project}:aud`
const inOrg1 = { org1: 'acme.localhost' }

async function aWorkplace() {
  const lab = await aLab()
  const user = addHuman(lab, 'ada')
  return { lab, user, app: addApplication(lab, 'web', 'main'), side: addApplication(lab, 'side', 'side') }
}

async function userinfoOf(
  lab: Lab,
  app: Application,
  user: User,
  scope: string,
): Promise<Record<string, unknown>> {
  const tokens = await login(lab, app, user, { parameters: { scope } })
  return bodyOf(
    await lab.get('/oidc/v1/userinfo', {}, { authorization: `Bearer ${String(tokens['access_token'])}` }),
  )
}

async function introspectionOf(
  lab: Lab,
  asker: Application,
  token: unknown,
): Promise<Record<string, unknown>> {
  return bodyOf(await lab.post('/oauth/v2/introspect', { token: String(token) }, basic(asker)))
}

describe('roles (contract 6.6)', () => {
  it('are shown under the project’s id and once more without it, for the client’s own project', async () => {
    const { lab, user, app } = await aWorkplace()
    giveRoles(lab, user, 'main', ['editor', 'reader'])
    const roles = { editor: inOrg1, reader: inOrg1 }
    expect(await userinfoOf(lab, app, user, 'openid')).toMatchObject({
      [rolesOf('main')]: roles,
      [ownRoles]: roles,
    })
  })

  it('give no claim at all to a user who has none', async () => {
    const { lab, user, app } = await aWorkplace()
    expect(await userinfoOf(lab, app, user, 'openid')).toEqual({ sub: user.id })
  })

  it('are exactly those asked for, as far as the user has them', async () => {
    const { lab, user, app } = await aWorkplace()
    giveRoles(lab, user, 'main', ['reader'])
    const scope = 'openid urn:zitadel:iam:org:project:role:reader urn:zitadel:iam:org:project:role:editor'
    expect((await userinfoOf(lab, app, user, scope))[ownRoles]).toEqual({ reader: inOrg1 })
  })

  it('name each organization that gave them, one entry per organization', async () => {
    const { lab, user, app } = await aWorkplace()
    giveRoles(lab, user, 'main', ['reader'])
    giveRoles(lab, user, 'main', ['reader', 'editor'], 'org2')
    const scope = 'openid urn:zitadel:iam:org:roles:id:org2'
    expect((await userinfoOf(lab, app, user, 'openid'))[ownRoles]).toEqual({
      reader: { org1: 'acme.localhost', org2: 'other.localhost' },
      editor: { org2: 'other.localhost' },
    })
    expect((await userinfoOf(lab, app, user, scope))[ownRoles]).toEqual({
      reader: { org2: 'other.localhost' },
      editor: { org2: 'other.localhost' },
    })
  })

  it('of another project need its audience and projects:roles, and are never filtered by a project that does not assert', async () => {
    const { lab, user, side } = await aWorkplace()
    giveRoles(lab, user, 'main', ['editor', 'reader'])
    const alone = await userinfoOf(lab, side, user, `openid ${audience('main')}`)
    const both = await userinfoOf(
      lab,
      side,
      user,
      `openid ${audience('main')} urn:zitadel:iam:org:projects:roles`,
    )
    expect(alone).toEqual({ sub: user.id })
    expect(both).toEqual({ sub: user.id, [rolesOf('main')]: { editor: inOrg1, reader: inOrg1 } })
  })

  it('of another project are filtered by the roles that an asserting project adds (fx 27)', async () => {
    const { lab, user, app } = await aWorkplace()
    giveRoles(lab, user, 'main', ['reader'])
    giveRoles(lab, user, 'side', ['auditor'])
    const claims = await userinfoOf(
      lab,
      app,
      user,
      `openid ${audience('side')} urn:zitadel:iam:org:projects:roles`,
    )
    expect(claims).not.toHaveProperty(rolesOf('side'))
    expect(claims[rolesOf('main')]).toEqual({ reader: inOrg1 })
  })

  it('of an inactive authorization are gone at the next read', async () => {
    const { lab, user, app } = await aWorkplace()
    giveRoles(lab, user, 'main', ['reader'])
    for (const authorization of lab.instance.authorizations.values()) authorization.state = 'inactive'
    expect(await userinfoOf(lab, app, user, 'openid')).toEqual({ sub: user.id })
  })

  it.each(['openid', `openid ${audience('main')} urn:zitadel:iam:org:projects:roles`])(
    'in introspection are those of the asking client’s project, whatever the scopes say (contract 7.1): %s',
    async (scope) => {
      const { lab, user, side } = await aWorkplace()
      giveRoles(lab, user, 'side', ['auditor'])
      giveRoles(lab, user, 'main', ['reader'])
      const tokens = await login(lab, side, user, { parameters: { scope } })
      const claims = await introspectionOf(lab, side, tokens['access_token'])
      expect(claims[rolesOf('side')]).toEqual({ auditor: inOrg1 })
      expect(claims[ownRoles]).toEqual({ auditor: inOrg1 })
      expect(claims).not.toHaveProperty(rolesOf('main'))
    },
  )

  it('called like a member of Object hurt nobody', async () => {
    const { lab, user, app } = await aWorkplace()
    lab.instance.projects.get('main')?.roles.set('__proto__', { displayName: '', group: '' })
    giveRoles(lab, user, 'main', ['__proto__', 'constructor'])
    lab.instance.projects.get('main')?.roles.set('constructor', { displayName: '', group: '' })
    const roles = (await userinfoOf(lab, app, user, 'openid'))[ownRoles]
    expect(Object.keys(Object(roles)).toSorted()).toEqual(['__proto__', 'constructor'])
  })
})

describe('claims in the tokens (contract 6.4, 6.5)', () => {
  it('leave profile and roles out of the id_token unless the application wants them', async () => {
    const { lab, user, app } = await aWorkplace()
    giveRoles(lab, user, 'main', ['reader'])
    const full = addApplication(lab, 'full', 'main', {
      idTokenUserinfoAssertion: true,
      idTokenRoleAssertion: true,
    })
    const scope = 'openid profile email phone'
    const plain = claimsOf((await login(lab, app, user, { parameters: { scope } }))['id_token'])
    const rich = claimsOf((await login(lab, full, user, { parameters: { scope } }))['id_token'])
    expect(plain).not.toHaveProperty('name')
    expect(plain).not.toHaveProperty(ownRoles)
    expect(rich).toMatchObject({
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      email_verified: true,
      phone_number: '+41790000000',
      [ownRoles]: { reader: inOrg1 },
    })
    expect(rich).not.toHaveProperty('phone_number_verified')
    expect(rich).not.toHaveProperty('nickname')
  })

  it('put metadata, resource owner and organization wherever their scopes go', async () => {
    const { lab, user, app } = await aWorkplace()
    user.metadata.set('dept', { value: Buffer.from('sales?'), createdAt: 0, changedAt: 0 })
    const scope = 'openid urn:zitadel:iam:user:metadata urn:zitadel:iam:org:id:org1'
    const claims = claimsOf((await login(lab, app, user, { parameters: { scope } }))['id_token'])
    expect(claims).toMatchObject({
      'urn:zitadel:iam:user:metadata': { dept: 'c2FsZXM_' },
      'urn:zitadel:iam:org:id': 'org1',
      'urn:zitadel:iam:user:resourceowner:id': 'org1',
      'urn:zitadel:iam:user:resourceowner:primary_domain': 'acme.localhost',
    })
  })

  it('keep a JWT access token free of scope, session and profile', async () => {
    const { lab, user } = await aWorkplace()
    giveRoles(lab, user, 'main', ['reader'])
    const jwt = addApplication(lab, 'jwt', 'main', { accessTokenType: 'jwt', accessTokenRoleAssertion: true })
    const tokens = await login(lab, jwt, user, { parameters: { scope: 'openid profile' } })
    const claims = claimsOf(tokens['access_token'])
    expect(Object.keys(claims).toSorted()).toEqual(
      ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sub', rolesOf('main'), ownRoles].toSorted(),
    )
    expect(claims['jti']).toMatch(/^V2_\d+-at_\d+$/)
    expect(await introspectionOf(lab, jwt, tokens['access_token'])).toMatchObject({
      active: true,
      jti: claims['jti'],
    })
  })

  it('move by the application’s clock skew', async () => {
    const { lab, user } = await aWorkplace()
    const skewed = addApplication(lab, 'skewed', 'main', { clockSkewMs: 5000, accessTokenType: 'jwt' })
    const tokens = await login(lab, skewed, user)
    const at = lab.now / 1000
    const times = { iat: at - 5, exp: at + 43_205 }
    expect(claimsOf(tokens['id_token'])).toMatchObject({ ...times, auth_time: at - 5 })
    expect(claimsOf(tokens['access_token'])).toMatchObject({ ...times, nbf: at - 5 })
  })

  it('list every client of the project, the project and the audiences asked for', async () => {
    const { lab, user, app, side } = await aWorkplace()
    const api = addApplication(lab, 'api', 'main')
    delete api.oidc
    const scope = `openid ${audience('zitadel')} ${audience('no-such-project')} ${audience('main')}`
    const claims = claimsOf((await login(lab, app, user, { parameters: { scope } }))['id_token'])
    const expected = [app.clientId, api.clientId, 'main', lab.instance.ownProjectId, 'no-such-project']
    expect(claims['aud']).toEqual(expected)
    expect(claims['aud']).not.toContain(side.clientId)
  })

  it('say nothing of how and when of a session without any check (contract 5.4)', async () => {
    const { lab, user, app } = await aWorkplace()
    const session = addSession(lab, user)
    delete session.passwordCheckedAt
    const claims = claimsOf((await login(lab, app, user, { session }))['id_token'])
    expect(claims).not.toHaveProperty('amr')
    expect(claims).not.toHaveProperty('auth_time')
  })
})
