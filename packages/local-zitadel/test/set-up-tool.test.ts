import { describe, expect, it } from 'vitest'
import { type Called, errorId, type Json } from './support/call-zitadel.ts'
import { aNewsroom } from './support/newsroom.ts'

/** A newsroom, and the Connect calls that a set-up tool makes. */
async function aTool(options: Parameters<typeof aNewsroom>[0] = {}) {
  const newsroom = await aNewsroom(options)
  const { asAdmin, zitadel } = newsroom
  const on = (service: string) => (method: string, message: object) =>
    asAdmin(`POST /zitadel.${service}/${method}`, message)
  return {
    ...newsroom,
    organizationId: zitadel.seeded.organizationId,
    project: on('project.v2.ProjectService'),
    application: on('application.v2.ApplicationService'),
    authorization: on('authorization.v2.AuthorizationService'),
    administrator: on('internal_permission.v2.InternalPermissionService'),
    webKey: on('webkey.v2.WebKeyService'),
    seededApplication(name: string) {
      const found = zitadel.seeded.applications.find((one) => one.name === name)
      if (found === undefined) throw new Error(`the seed has no ${name}`)
      return found
    },
  }
}

const named = (answer: Called, list: string, field: string): unknown[] => {
  const found: Json | undefined = answer.json[list]
  return Array.isArray(found) ? found.map((one: Json) => one[field]) : []
}

describe('a set-up tool at the local ZITADEL (contract 12.2)', () => {
  it('finds a project by name, makes it once, changes its state, and removes it', async () => {
    const { project, organizationId } = await aTool()
    const byName = (projectName: string, more: object = {}) =>
      project('ListProjects', { filters: [{ projectNameFilter: { projectName, ...more } }] })
    expect((await byName('shop')).json).toEqual({ pagination: { appliedLimit: '100' } })
    const made = await project('CreateProject', { organizationId, name: 'shop', projectRoleAssertion: true })
    const found = await byName('shop')
    expect(found.json['projects']).toEqual([
      expect.objectContaining({
        projectId: made.json['projectId'],
        organizationId,
        name: 'shop',
        state: 'PROJECT_STATE_ACTIVE',
        projectRoleAssertion: true,
      }),
    ])
    expect(found.json['pagination']).toEqual({ totalResult: '1', appliedLimit: '100' })
    expect(named(await byName('SHO'), 'projects', 'name')).toEqual([])
    const loosely = { method: 'TEXT_FILTER_METHOD_STARTS_WITH_IGNORE_CASE' }
    expect(named(await byName('SHO', loosely), 'projects', 'name')).toEqual(['shop'])
    const projectId = made.json['projectId']
    await project('DeactivateProject', { projectId })
    expect(named(await byName('shop'), 'projects', 'state')).toEqual(['PROJECT_STATE_INACTIVE'])
    await project('ActivateProject', { projectId })
    expect(named(await byName('shop'), 'projects', 'state')).toEqual(['PROJECT_STATE_ACTIVE'])
    await project('DeleteProject', { projectId })
    expect(named(await byName('shop'), 'projects', 'name')).toEqual([])
  })

  it('gives a page of a search, the newest first unless asked otherwise', async () => {
    let now = Date.UTC(2030, 0, 1)
    const { project, organizationId } = await aTool({ now: () => now })
    for (const name of ['one', 'two', 'three']) {
      now += 1
      await project('CreateProject', { organizationId, name })
    }
    const page = async (pagination: object) => {
      const answer = await project('ListProjects', { pagination })
      return [named(answer, 'projects', 'name'), answer.json['pagination']?.['totalResult']]
    }
    const all = (await page({}))[1]
    expect(await page({ limit: 2 })).toEqual([['three', 'two'], all])
    expect(await page({ limit: 1, offset: 1 })).toEqual([['two'], all])
    const oldestFirst = (await page({ asc: true, limit: 100 }))[0]
    expect(Array.isArray(oldestFirst) && oldestFirst.slice(-3)).toEqual(['one', 'two', 'three'])
  })

  it('lists, renames and removes roles', async () => {
    const { project, seededApplication } = await aTool()
    const { projectId } = seededApplication('newsroom-api')
    const keys = async (filters: object[] = []) =>
      named(await project('ListProjectRoles', { projectId, filters }), 'projectRoles', 'key').toSorted()
    expect(await keys()).toEqual(['editor', 'reader'])
    await project('AddProjectRole', { projectId, roleKey: 'publisher', displayName: 'Publisher' })
    await project('UpdateProjectRole', { projectId, roleKey: 'publisher', displayName: 'Head' })
    expect(await keys([{ displayNameFilter: { displayName: 'Head' } }])).toEqual(['publisher'])
    expect(
      await keys([{ roleKeyFilter: { key: 'edit', method: 'TEXT_FILTER_METHOD_STARTS_WITH' } }]),
    ).toEqual(['editor'])
    await project('RemoveProjectRole', { projectId, roleKey: 'publisher' })
    expect(await keys()).toEqual(['editor', 'reader'])
  })

  it('grants a project, takes roles out of the grant, and switches it off and on', async () => {
    const { project, authorization, asAdmin, seededApplication, user } = await aTool()
    const { projectId } = seededApplication('newsroom-api')
    const other = await asAdmin('POST /v2/organizations', { name: 'guests' })
    const grantedOrganizationId = other.json['organizationId']
    const grant = { projectId, grantedOrganizationId }
    await project('CreateProjectGrant', { ...grant, roleKeys: ['reader', 'editor'] })
    await authorization('CreateAuthorization', {
      userId: user('mini').id,
      projectId,
      organizationId: grantedOrganizationId,
      roleKeys: ['reader', 'editor'],
    })
    const filters = [{ grantedOrganizationIdFilter: { id: grantedOrganizationId } }]
    const listed = async () => (await project('ListProjectGrants', { filters })).json['projectGrants']?.[0]
    expect(await listed()).toMatchObject({
      projectId,
      projectName: 'newsroom',
      grantedOrganizationName: 'guests',
      grantedRoleKeys: ['reader', 'editor'],
      state: 'PROJECT_GRANT_STATE_ACTIVE',
    })
    await project('UpdateProjectGrant', { ...grant, roleKeys: ['reader'] })
    expect((await listed())?.['grantedRoleKeys']).toEqual(['reader'])
    const given = await authorization('ListAuthorizations', {
      filters: [{ organizationId: { id: grantedOrganizationId } }],
    })
    expect(given.json['authorizations']?.[0]?.['roles']).toEqual([{ key: 'reader', displayName: 'reader' }])
    await project('DeactivateProjectGrant', grant)
    expect((await listed())?.['state']).toBe('PROJECT_GRANT_STATE_INACTIVE')
    await project('ActivateProjectGrant', grant)
    expect((await listed())?.['state']).toBe('PROJECT_GRANT_STATE_ACTIVE')
    const unknown = await project('UpdateProjectGrant', {
      ...grant,
      grantedOrganizationId: '9',
      roleKeys: [],
    })
    expect(unknown.json['details']?.[0]?.['debug']?.['id']).toBe('PROJECT-D8JxR')
  })

  it('lets nobody of an organization in whose grant is inactive', async () => {
    const { project, asAdmin, asLoginClient, seededApplication, call } = await aTool()
    const { projectId, clientId } = seededApplication('reading-room-spa')
    const other = (await asAdmin('POST /v2/organizations', { name: 'guests' })).json['organizationId']
    const guest = {
      organizationId: other,
      username: 'guest',
      human: {
        profile: { givenName: 'G', familyName: 'H' },
        email: { email: 'g@h.example', isVerified: true },
      },
    }
    const userId = (await asAdmin('POST /v2/users/new', guest)).json['id']
    await project('UpdateProject', { projectId, projectAccessRequired: true })
    const grant = { projectId, grantedOrganizationId: other }
    await project('CreateProjectGrant', { ...grant, roleKeys: [] })
    const bound = async () => {
      const { json: session } = await asLoginClient('POST /v2/sessions', { checks: { user: { userId } } })
      const query = new URLSearchParams({
        client_id: clientId,
        redirect_uri: 'http://localhost:3000/callback',
        response_type: 'code',
        scope: 'openid',
      })
      const { headers } = await call(`GET /oauth/v2/authorize?${query.toString()}`)
      const id = new URL(String(headers['location']), 'http://localhost').searchParams.get('authRequest')
      const { sessionId, sessionToken } = session
      return asLoginClient(`POST /v2/oidc/auth_requests/${id}`, { session: { sessionId, sessionToken } })
    }
    expect((await bound()).status).toBe(200)
    await project('DeactivateProjectGrant', grant)
    expect(errorId(await bound())).toBe('OIDC-foSyH49RvL')
  })

  it('makes a page’s application, finds it with its configuration, and resets what an update leaves out (R)', async () => {
    const { application, seededApplication } = await aTool()
    const { projectId } = seededApplication('newsroom-api')
    const configuration = {
      redirectUris: ['http://localhost:4000/callback', 'com.example.app:/cb'],
      postLogoutRedirectUris: ['http://localhost:4000/'],
      responseTypes: ['OIDC_RESPONSE_TYPE_CODE'],
      grantTypes: ['OIDC_GRANT_TYPE_AUTHORIZATION_CODE', 'OIDC_GRANT_TYPE_REFRESH_TOKEN'],
      applicationType: 'OIDC_APP_TYPE_USER_AGENT',
      authMethodType: 'OIDC_AUTH_METHOD_TYPE_NONE',
      developmentMode: true,
      accessTokenType: 'OIDC_TOKEN_TYPE_JWT',
      idTokenUserinfoAssertion: true,
      additionalOrigins: ['http://localhost:4001'],
      loginVersion: { loginV2: { baseUri: 'http://localhost:5000' } },
    }
    const made = await application('CreateApplication', {
      projectId,
      name: 'shop-window',
      oidcConfiguration: configuration,
    })
    const applicationId = made.json['applicationId']
    const filters = [{ projectIdFilter: { projectId } }, { nameFilter: { name: 'shop-window' } }]
    const found = await application('ListApplications', { filters })
    expect(found.json['applications']).toEqual([
      {
        applicationId,
        creationDate: expect.any(String),
        changeDate: expect.any(String),
        state: 'APPLICATION_STATE_ACTIVE',
        name: 'shop-window',
        oidcConfiguration: {
          ...configuration,
          clientId: made.json['oidcConfiguration']?.['clientId'],
          clockSkew: '0s',
          nonCompliant: true,
          complianceProblems: expect.any(Array),
          allowedOrigins: ['http://localhost:4000', 'http://localhost:4001'],
        },
      },
    ])
    await application('UpdateApplication', {
      applicationId,
      projectId,
      oidcConfiguration: { redirectUris: ['http://localhost:4000/other'] },
    })
    const after = await application('GetApplication', { applicationId })
    expect(after.json['application']?.['oidcConfiguration']).toMatchObject({
      redirectUris: ['http://localhost:4000/other'],
      grantTypes: ['OIDC_GRANT_TYPE_AUTHORIZATION_CODE'],
    })
    expect(after.json['application']?.['oidcConfiguration']).not.toHaveProperty('loginVersion')
    await application('DeleteApplication', { applicationId, projectId })
    expect((await application('GetApplication', { applicationId })).status).toBe(404)
  })

  it('finds API applications and their keys, and shows no secret', async () => {
    const { application, seededApplication } = await aTool()
    const { projectId, appId, key } = seededApplication('newsroom-api-jwt')
    const filters = [{ projectIdFilter: { projectId } }, { typeFilter: 'APPLICATION_TYPE_API' }]
    const listed = await application('ListApplications', { filters })
    expect(named(listed, 'applications', 'name').toSorted()).toEqual(['newsroom-api', 'newsroom-api-jwt'])
    expect(listed.text).not.toMatch(/secret/i)
    const ofIt = [{ applicationIdFilter: { applicationId: appId } }]
    const keys = await application('ListApplicationKeys', { filters: ofIt })
    expect(named(keys, 'keys', 'keyId')).toEqual([key?.keyId])
    const added = await application('CreateApplicationKey', {
      applicationId: appId,
      projectId,
      expirationDate: '2040-01-01T00:00:00Z',
    })
    const keyId = added.json['keyId']
    expect((await application('GetApplicationKey', { keyId })).json['expirationDate']).toBe(
      '2040-01-01T00:00:00Z',
    )
    await application('DeleteApplicationKey', { keyId, applicationId: appId, projectId })
    expect((await application('GetApplicationKey', { keyId })).status).toBe(404)
  })

  it('finds keys and tokens of a service user, and removes them', async () => {
    const { asAdmin, organizationId } = await aTool()
    const machine = { organizationId, username: 'robot', machine: { name: 'Robot' } }
    const userId = (await asAdmin('POST /v2/users/new', machine)).json['id']
    const expirationDate = '2040-01-01T00:00:00Z'
    const { keyId } = (await asAdmin(`POST /v2/users/${userId}/keys`, { expirationDate })).json
    const { tokenId } = (await asAdmin(`POST /v2/users/${userId}/pats`, { expirationDate })).json
    const listed = async (what: 'keys' | 'pats') =>
      (await asAdmin(`POST /v2/users/${what}/search`, { filters: [{ userIdFilter: { id: userId } }] })).json[
        'result'
      ]
    expect(await listed('keys')).toEqual([expect.objectContaining({ id: keyId, userId, expirationDate })])
    expect(await listed('pats')).toEqual([expect.objectContaining({ id: tokenId, userId, expirationDate })])
    await asAdmin(`DELETE /v2/users/${userId}/keys/${keyId}`)
    await asAdmin(`DELETE /v2/users/${userId}/pats/${tokenId}`)
    expect([await listed('keys'), await listed('pats')]).toEqual([undefined, undefined])
  })

  it('makes a service user a login client and finds it among the administrators', async () => {
    const { asAdmin, administrator, organizationId } = await aTool()
    const machine = { organizationId, username: 'robot', machine: { name: 'Robot' } }
    const userId = (await asAdmin('POST /v2/users/new', machine)).json['id']
    const resource = { instance: true }
    await administrator('CreateAdministrator', { userId, resource, roles: ['IAM_LOGIN_CLIENT'] })
    const find = (filters: object[]) => administrator('ListAdministrators', { filters })
    const mine = await find([{ inUserIdsFilter: { ids: [userId] } }, { resource }])
    expect(mine.json['administrators']).toEqual([
      expect.objectContaining({
        user: expect.objectContaining({ id: userId, preferredLoginName: 'robot' }),
        instance: true,
        roles: ['IAM_LOGIN_CLIENT'],
      }),
    ])
    const all = await find([{ role: { roleKey: 'IAM_LOGIN_CLIENT' } }])
    expect(all.json['pagination']?.['totalResult']).toBe('2')
    await administrator('DeleteAdministrator', { userId, resource })
    expect((await find([{ inUserIdsFilter: { ids: [userId] } }])).json['administrators']).toBeUndefined()
  })

  it('finds nothing for a caller who may read nothing, but a user’s own roles', async () => {
    const { call, signIn, user } = await aTool()
    const { sessionToken } = (await signIn('mini')).json
    const asMini = async (path: string) =>
      (await call(`POST /zitadel.${path}`, { token: String(sessionToken), body: {} })).json
    for (const path of [
      'project.v2.ProjectService/ListProjects',
      'project.v2.ProjectService/ListProjectGrants',
      'application.v2.ApplicationService/ListApplications',
      'application.v2.ApplicationService/ListApplicationKeys',
      'internal_permission.v2.InternalPermissionService/ListAdministrators',
    ])
      expect([path, Object.keys(await asMini(path))]).toEqual([path, ['pagination']])
    const own = await asMini('authorization.v2.AuthorizationService/ListAuthorizations')
    expect(own['authorizations']?.[0]?.['user']?.['id']).toBe(user('mini').id)
    expect(own['pagination']?.['totalResult']).toBe('1')
  })

  it('sees what it just made a moment late where the read side lags', async () => {
    let now = Date.UTC(2030, 0, 1)
    const { project, application, authorization, webKey, organizationId, user, call } = await aTool({
      readLagMs: 80,
      now: () => now,
    })
    const projectId = (await project('CreateProject', { organizationId, name: 'shop' })).json['projectId']
    await project('AddProjectRole', { projectId, roleKey: 'buyer', displayName: 'Buyer' })
    const userId = user('mini').id
    await authorization('CreateAuthorization', { userId, projectId, organizationId, roleKeys: ['buyer'] })
    const made = await application('CreateApplication', {
      projectId,
      name: 'shop-api',
      apiConfiguration: { authMethodType: 'API_AUTH_METHOD_TYPE_BASIC' },
    })
    await webKey('CreateWebKey', { ed25519: {} })
    const seen = async () => [
      (await project('GetProject', { projectId })).status,
      named(await project('ListProjectRoles', { projectId }), 'projectRoles', 'key').length,
      (await application('GetApplication', { applicationId: made.json['applicationId'] })).status,
      named(
        await authorization('ListAuthorizations', { filters: [{ projectId: { id: projectId } }] }),
        'authorizations',
        'id',
      ).length,
      named(await call('GET /oauth/v2/keys'), 'keys', 'kid').length,
    ]
    expect(await seen()).toEqual([404, 0, 404, 0, 2])
    now += 79
    expect(await seen()).toEqual([404, 0, 404, 0, 2])
    now += 1
    expect(await seen()).toEqual([200, 1, 200, 1, 3])
  })
})

describe('signing keys by the web key service (contract 1.4)', () => {
  it('sign the next token once active; a key that signs cannot be removed, and a removed one is published no more', async () => {
    const { webKey, call } = await aTool()
    const before = named(await webKey('ListWebKeys', {}), 'webKeys', 'id')
    const { id } = (await webKey('CreateWebKey', { ecdsa: { curve: 'ECDSA_CURVE_P384' } })).json
    expect((await webKey('ActivateWebKey', { id })).status).toBe(200)
    const refused = await webKey('DeleteWebKey', { id })
    expect(refused.json['details']?.[0]?.['debug']?.['id']).toBe('COMMAND-Chai1')
    await webKey('DeleteWebKey', { id: before[0] })
    const states = await webKey('ListWebKeys', {})
    expect(states.json['webKeys']).toEqual([
      expect.objectContaining({ id: before[1], state: 'STATE_INITIAL' }),
      expect.objectContaining({ id, state: 'STATE_ACTIVE', ecdsa: { curve: 'ECDSA_CURVE_P384' } }),
    ])
    expect(named(await call('GET /oauth/v2/keys'), 'keys', 'alg').toSorted()).toEqual(['ES384', 'RS256'])
    expect((await webKey('ActivateWebKey', { id: before[0] })).status).toBe(404)
  })
})
