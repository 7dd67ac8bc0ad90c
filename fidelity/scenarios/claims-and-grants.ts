// Long because it is a table: 165 exchanges.
import { as } from '../callers.ts'
import { jwtBearer } from '../names.ts'
import {
  authorize,
  bind,
  by,
  type Client,
  createSession,
  introspect,
  logIn,
  tokenRequest,
  userinfo,
} from '../oidc.ts'
import { del, post, type Request, rpc } from '../request.ts'
import { assertion } from '../signing.ts'
import { aside, claims, row, type Scenario, type Step, wait } from '../table.ts'
import type { Fields } from '../values.ts'

const org = 'urn:zitadel:iam:org'
const metadataScope = 'urn:zitadel:iam:user:metadata'
const groupsScope = 'urn:zitadel:iam:user:groups'
const resourceOwner = 'urn:zitadel:iam:user:resourceowner'
const own = '{organization.org.id}'
const other = '{otherOrganization.organizationId}'
const settleMs = 800

const audienceOf = (project: string) => `${org}:project:id:{${project}Project.projectId}:aud`
const role = (key: string) => `${org}:project:role:${key}`

/** A login that asks for a scope, and what its tokens, userinfo and introspection then say. */
function shown(
  application: keyof typeof by,
  user: string,
  scope: string,
  note: string,
  asker: Client | 'nobody asks' = by.apibasic,
): readonly Step[] {
  return [
    ...logIn(application, user, { asking: { scope } }),
    claims(`${note}: id_token and access token`, 'tokens'),
    row(`${note}: userinfo`, userinfo('{tokens.access_token}')),
    ...(asker === 'nobody asks'
      ? []
      : [row(`${note}: introspection`, introspect(asker, '{tokens.access_token}'))]),
  ]
}

function metadata(entries: readonly Fields[], caller = as.admin): Request {
  return post('/v2/users/{alice.id}/metadata', caller, { metadata: entries })
}

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')
const listMetadata = post('/v2/users/{alice.id}/metadata/search', as.admin, {})
const group = (method: string, message: Fields) => rpc(`group.v2.GroupService/${method}`, as.admin, message)

function projectGrant(
  method: string,
  grantedOrganizationId: string,
  roleKeys?: readonly string[],
  project = 'main',
): Request {
  const projectId = `{${project}Project.projectId}`
  return rpc(`project.v2.ProjectService/${method}`, as.admin, { projectId, grantedOrganizationId, roleKeys })
}

function authorizing(user: string, organizationId: string, roleKeys: readonly string[]): Request {
  const message = { userId: `{${user}.id}`, projectId: '{mainProject.projectId}', organizationId, roleKeys }
  return authorization('CreateAuthorization', message)
}

function authorization(method: string, message: Fields): Request {
  return rpc(`authorization.v2.AuthorizationService/${method}`, as.admin, message)
}

const ofForeigner = { filters: [{ inUserIds: { ids: ['{foreigner.id}'] } }] }

/** Each scope that a service user asks for by one of its grants, and what the token then says. */
function serviceUserScopes(grant: (scope: string) => Request, name: string): readonly Step[] {
  const audience = audienceOf('main')
  const scopes: readonly (readonly [scope: string, what: string])[] = [
    ['openid', 'openid'],
    [`openid ${audience}`, 'project audience'],
    [`openid ${audience} ${org}:projects:roles`, 'audience and projects:roles'],
    [`openid ${audience} ${role('reader')}`, 'audience and a role scope'],
    [`openid profile ${audience} ${org}:projects:roles ${resourceOwner}`, 'with profile and resource owner'],
    ['', 'no scope'],
    [`${audience} offline_access`, 'offline_access'],
    [`openid ${org}:id:${other}`, 'organization scope of another organization'],
  ]
  return scopes.flatMap(([scope, what]) => [
    row(`${name}: ${what}`, grant(scope), { keep: 'service' }),
    row(`${name}: ${what}: introspection`, introspect(by.apibasic, '{service.access_token}')),
    row(`${name}: ${what}: userinfo`, userinfo('{service.access_token}')),
  ])
}

/** What scopes put into tokens, userinfo and introspection: metadata, groups, organizations, roles, granted projects (contract 6.6, 2.3). */
export const claimsAndGrantsScenario: Scenario = {
  name: '27-claims-and-grants',
  steps: [
    row(
      'set metadata',
      metadata([
        { key: 'dept', value: base64('sales') },
        { key: 'bin', value: base64(Buffer.from([255, 254, 0])) },
        { key: 'uml', value: base64('grüße ☃') },
      ]),
    ),
    row('list metadata', listMetadata),
    row('metadata with an empty key', metadata([{ key: '', value: base64('x') }])),
    row('metadata with an empty value', metadata([{ key: 'empty', value: '' }])),
    row('no metadata', metadata([])),
    row('metadata by a caller without a role', metadata([{ key: 'self', value: base64('x') }], as.norole)),
    wait(settleMs),
    row('list metadata: the empty value', listMetadata),
    ...shown('spauserinfo', 'alice', `openid ${metadataScope}`, 'metadata scope, id_token with userinfo'),
    ...shown('webbasic', 'alice', `openid ${metadataScope}`, 'metadata scope'),
    ...shown('spa', 'alice', `openid ${metadataScope}`, 'metadata scope, JWT access token'),
    ...shown('webbasic', 'bob', `openid ${metadataScope}`, 'metadata scope, user without metadata'),
    row('remove metadata', del('/v2/users/{alice.id}/metadata?keys=bin&keys=uml', as.admin)),

    row(
      'create a group',
      group('CreateGroup', { organizationId: own, name: 'lab group', description: 'd' }),
      { keep: 'group' },
    ),
    row('the same name again', group('CreateGroup', { organizationId: own, name: 'lab group' })),
    row('add a user to it', group('AddUsersToGroup', { id: '{group.id}', userIds: ['{alice.id}'] })),
    wait(settleMs),
    ...shown('webbasic', 'alice', 'openid groups', 'groups scope'),
    ...shown('webbasic', 'alice', `openid ${groupsScope}`, 'custom groups scope'),
    ...shown(
      'spauserinfo',
      'alice',
      `openid groups ${groupsScope}`,
      'both groups scopes, id_token with userinfo',
    ),
    ...shown('webbasic', 'bob', 'openid groups', 'groups scope, user in no group'),

    ...shown('spauserinfo', 'alice', `openid ${resourceOwner}`, 'resource owner scope'),
    ...shown('spauserinfo', 'alice', `openid ${org}:id:${own}`, 'organization id scope'),
    ...shown(
      'spauserinfo',
      'alice',
      `openid ${org}:domain:primary:{organization.org.primaryDomain}`,
      'organization domain scope',
    ),
    ...shown(
      'spauserinfo',
      'foreigner',
      `openid ${resourceOwner}`,
      'resource owner scope, user of the other organization',
    ),
    aside(authorize('webbasic', { scope: `openid ${org}:id:${other}` }), { keep: 'request' }),
    aside(createSession('alice'), { keep: 'session' }),
    row('CreateCallback: scope of another organization', bind('request', 'session')),

    ...shown('webbasic', 'alice', 'openid', 'project asserts roles, no role scope'),
    ...shown(
      'webbasic',
      'alice',
      `openid ${role('reader')} ${role('nope')}`,
      'one role and one that does not exist',
    ),
    ...shown(
      'plain',
      'alice',
      `openid ${role('reader')}`,
      'role scope of a role that the project has not',
      by.apiforeign,
    ),
    ...shown(
      'webbasic',
      'alice',
      `openid ${audienceOf('grant')} ${org}:projects:roles`,
      'audience of another project and projects:roles',
    ),
    ...shown(
      'webbasic',
      'alice',
      `openid ${audienceOf('grant')}`,
      'audience of another project without projects:roles',
    ),
    ...shown(
      'plain',
      'alice',
      `openid ${audienceOf('grant')} ${org}:projects:roles`,
      'the same from a project that does not assert roles',
      by.apiforeign,
    ),
    ...shown(
      'plain',
      'alice',
      `openid ${audienceOf('main')} ${org}:projects:roles ${role('reader')}`,
      'the same with a role scope',
      by.apiforeign,
    ),
    ...shown(
      'webbasic',
      'alice',
      `openid ${org}:project:id:99999:aud ${org}:projects:roles`,
      'audience of an unknown project',
    ),
    ...shown('webbasic', 'alice', `openid ${org}:projects:roles`, 'projects:roles without an audience scope'),
    ...shown('webbasic', 'alice', `openid ${org}:roles:id:${own}`, 'roles limited to the own organization'),
    ...shown('webbasic', 'alice', `openid ${org}:roles:id:${other}`, 'roles limited to another organization'),

    row(
      'grant the project to the second organization, role reader only',
      projectGrant('CreateProjectGrant', other, ['reader']),
    ),
    row('grant it again', projectGrant('CreateProjectGrant', other, ['reader'])),
    row('grant it to its own organization', projectGrant('CreateProjectGrant', own, ['reader'])),
    row('grant a role that does not exist', projectGrant('CreateProjectGrant', other, ['nope'])),
    wait(settleMs),
    row(
      'authorization in the granted organization with a role that was not granted',
      authorizing('foreigner', other, ['admin']),
    ),
    row('authorization in the granted organization', authorizing('foreigner', other, ['reader']), {
      keep: 'granted',
    }),
    row('the same again', authorizing('foreigner', other, ['reader'])),
    wait(settleMs),
    ...shown('webbasic', 'foreigner', 'openid profile', 'user of the granted organization'),
    ...shown('spa', 'foreigner', 'openid', 'user of the granted organization, JWT access token'),
    ...shown(
      'webbasic',
      'foreigner',
      `openid ${org}:roles:id:${other}`,
      'limited to the granted organization',
    ),
    ...shown('webbasic', 'foreigner', `openid ${org}:roles:id:${own}`, 'limited to the owning organization'),
    row('a second authorization, in the owning organization', authorizing('foreigner', own, ['admin'])),
    wait(settleMs),
    ...shown('webbasic', 'foreigner', 'openid', 'roles from both organizations'),
    row('grant the project that requires access', projectGrant('CreateProjectGrant', other, [], 'access')),
    wait(settleMs),
    ...shown('access', 'foreigner', 'openid', 'project access required, now granted', 'nobody asks'),
    row('deactivate the authorization', authorization('DeactivateAuthorization', { id: '{granted.id}' })),
    wait(settleMs),
    ...shown('webbasic', 'foreigner', 'openid', 'after that'),
    row('withdraw the grant', projectGrant('DeleteProjectGrant', other)),
    wait(settleMs),
    ...shown('webbasic', 'foreigner', 'openid', 'after the grant was withdrawn'),
    row('authorizations of the user', authorization('ListAuthorizations', ofForeigner), {
      keep: 'left',
    }),
    aside(authorization('DeleteAuthorization', { id: '{left.authorizations.0.id}' })),

    row('a role for a service user', authorizing('cc', own, ['reader'])),
    wait(settleMs),
    ...serviceUserScopes(
      (scope) =>
        tokenRequest({
          grant_type: 'client_credentials',
          client_id: 'svc-cc',
          client_secret: '{ccSecret.clientSecret}',
          scope,
        }),
      'client_credentials',
    ),
    ...serviceUserScopes(
      (scope) => tokenRequest({ grant_type: jwtBearer, assertion: assertion('{ccKey.keyContent}'), scope }),
      'jwt-bearer',
    ),
  ],
}
