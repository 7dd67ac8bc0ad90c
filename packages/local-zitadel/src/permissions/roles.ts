// What each administrator role may do, ZITADEL's defaults (contract 3.6): lists that several roles share, and roles made of them.

const read = (...names: string[]) => names.map((name) => `${name}.read`)
const write = (...names: string[]) => names.map((name) => `${name}.write`)
const all = (...names: string[]) =>
  names.flatMap((name) => [`${name}.read`, `${name}.write`, `${name}.delete`])

const viewOrganization = read(
  'org',
  'org.member',
  'org.idp',
  'org.action',
  'org.flow',
  'org.feature',
  'policy',
)
const viewUsers = read('user', 'user.global', 'user.grant', 'user.membership', 'user.feature')
const viewProjects = read(
  'project',
  'project.member',
  'project.role',
  'project.app',
  'project.grant',
  'project.grant.member',
)
const viewInstance = read(
  'iam',
  'iam.policy',
  'iam.member',
  'iam.idp',
  'iam.action',
  'iam.flow',
  'iam.restrictions',
  'iam.feature',
  'iam.web_key',
  'iam.debug',
  'events',
  'milestones',
  'action.target',
  'action.execution',
  'userschema',
)

const manageUsers = [...all('user', 'user.grant', 'user.feature'), ...read('user.global', 'user.membership')]
const manageProjects = [
  'project.create',
  ...all('project', 'project.member', 'project.role', 'project.app', 'project.grant', 'project.grant.member'),
]
const endSessions = ['session.read', 'session.delete']

const ownOrganization = [
  ...all('org', 'org.member', 'org.idp', 'org.action', 'org.flow', 'org.feature', 'policy'),
  ...read('org.global'),
  ...manageUsers,
  ...write('user.credential', 'user.passkey'),
  ...manageProjects,
  ...endSessions,
]

const impersonateUsers = ['impersonation']
const impersonateAnybody = ['admin.impersonation', ...impersonateUsers]

/** Permissions by role. A role that is not here has none and cannot be given. */
export const rolePermissions: Readonly<Record<string, readonly string[]>> = {
  IAM_OWNER: [
    ...viewInstance,
    ...write('iam', 'iam.restrictions', 'iam.debug', 'action.execution'),
    ...all('iam.policy', 'iam.member', 'iam.idp', 'iam.action', 'iam.flow', 'iam.feature', 'iam.web_key'),
    ...all('action.target', 'userschema'),
    'org.create',
    ...ownOrganization,
    'session.write',
  ],
  IAM_OWNER_VIEWER: [...viewInstance, ...viewOrganization, ...viewUsers, ...viewProjects, 'session.read'],
  IAM_ORG_MANAGER: ['org.create', ...ownOrganization],
  IAM_USER_MANAGER: [
    ...read('org', 'org.global', 'org.member'),
    'org.member.delete',
    ...manageUsers,
    ...write('user.passkey'),
    ...viewProjects,
    ...all('project.grant'),
    ...endSessions,
  ],
  // Everything a login needs and more: `iam.member.write` makes its credential a master key (contract 3.6).
  IAM_LOGIN_CLIENT: [
    ...read('iam', 'iam.policy', 'iam.member', 'iam.idp', 'iam.feature', 'iam.restrictions', 'userschema'),
    ...read('org', 'org.member', 'org.idp', 'org.feature', 'policy'),
    ...read('user', 'user.grant', 'user.membership', 'user.feature'),
    ...viewProjects,
    ...write('user', 'user.grant', 'user.credential', 'user.passkey'),
    ...write('iam.member', 'org.member', 'project.member', 'project.grant.member'),
    ...endSessions,
    'session.write',
    'session.link',
  ],
  IAM_ADMIN_IMPERSONATOR: impersonateAnybody,
  IAM_END_USER_IMPERSONATOR: impersonateUsers,
  ORG_OWNER: ownOrganization.filter((permission) => permission !== 'project.app.delete'),
  ORG_OWNER_VIEWER: [...viewOrganization, ...viewUsers, ...viewProjects, 'project.grant.user.grant.read'],
  ORG_USER_MANAGER: [...read('org', 'policy', 'project', 'project.role'), ...manageUsers, ...endSessions],
  ORG_SETTINGS_MANAGER: [
    'org.read',
    'org.write',
    'org.member.read',
    ...all('org.idp', 'org.feature', 'policy'),
  ],
  ORG_ADMIN_IMPERSONATOR: impersonateAnybody,
  ORG_END_USER_IMPERSONATOR: impersonateUsers,
}
