import { as } from './callers.ts'
import { callback, emailOf, loginNameOf, password } from './names.ts'
import { post, type Request, rpc } from './request.ts'
import { type Row, row } from './table.ts'
import type { Fields } from './values.ts'

export const expirationDate = '2030-01-01T00:00:00Z'
const organizationId = '{organization.org.id}'

export function project(name: string, settings: Fields = {}): Row {
  const message = { organizationId, name: `lab-${name}`, ...settings }
  return row(`create project ${name}`, rpc('project.v2.ProjectService/CreateProject', as.admin, message), {
    keep: `${name}Project`,
  })
}

export function role(projectName: string, roleKey: string): Row {
  const message = { projectId: `{${projectName}Project.projectId}`, roleKey, displayName: roleKey }
  return row('add role', rpc('project.v2.ProjectService/AddProjectRole', as.admin, message))
}

/** Grant types of an application. */
export const code = 'OIDC_GRANT_TYPE_AUTHORIZATION_CODE'
export const refresh = 'OIDC_GRANT_TYPE_REFRESH_TOKEN'
/** Settings of an application in a browser: it has no secret. */
export const browser = {
  applicationType: 'OIDC_APP_TYPE_USER_AGENT',
  authMethodType: 'OIDC_AUTH_METHOD_TYPE_NONE',
}

/** A confidential web application with Basic, code and refresh grant and opaque tokens, unless told otherwise. */
export function oidcApplication(name: string, projectName: string, settings: Fields = {}): Row {
  const message = {
    projectId: `{${projectName}Project.projectId}`,
    name: `app-${name}`,
    oidcConfiguration: {
      redirectUris: [callback],
      postLogoutRedirectUris: ['http://localhost:9090/bye'],
      responseTypes: ['OIDC_RESPONSE_TYPE_CODE'],
      grantTypes: [code, refresh],
      applicationType: 'OIDC_APP_TYPE_WEB',
      authMethodType: 'OIDC_AUTH_METHOD_TYPE_BASIC',
      developmentMode: true,
      version: 'OIDC_VERSION_1_0',
      accessTokenType: 'OIDC_TOKEN_TYPE_BEARER',
      ...settings,
    },
  }
  return row(`create OIDC app ${name}`, application('CreateApplication', message), { keep: name })
}

export function apiApplication(name: string, projectName: string, authMethodType: string): Row {
  const message = {
    projectId: `{${projectName}Project.projectId}`,
    name: `api-${name}`,
    apiConfiguration: { authMethodType },
  }
  return row(`create API app ${name}`, application('CreateApplication', message), { keep: name })
}

export function applicationKey(name: string, projectName: string): Row {
  const message = {
    applicationId: `{${name}.applicationId}`,
    projectId: `{${projectName}Project.projectId}`,
    expirationDate,
  }
  const request = application('CreateApplicationKey', message)
  return row(`create key for app ${name}`, request, { keep: `${name}Key` })
}

function application(method: string, message: Fields): Request {
  return rpc(`application.v2.ApplicationService/${method}`, as.admin, message)
}

/** A service user `svc-…` with a key and a personal access token, and with roles for the whole instance. */
export function serviceUser(name: string, roles: readonly string[] = []): readonly Row[] {
  const machine = { name: `svc ${name}`, accessTokenType: 'ACCESS_TOKEN_TYPE_BEARER' }
  const administrator = { userId: `{${name}.id}`, resource: { instance: true }, roles }
  return [
    row(
      `create service user ${name}`,
      post('/v2/users/new', as.admin, { organizationId, username: `svc-${name}`, machine }),
      { keep: name },
    ),
    row('add machine key', onUser(name, 'keys', { expirationDate }), { keep: `${name}Key` }),
    row('add PAT', onUser(name, 'pats', { expirationDate }), { keep: `${name}Pat` }),
    ...(roles.length === 0
      ? []
      : [
          row(
            `make ${name} an administrator`,
            rpc(
              'internal_permission.v2.InternalPermissionService/CreateAdministrator',
              as.admin,
              administrator,
            ),
          ),
        ]),
  ]
}

/** Human users: those of whom nothing is special, and those whose names say what is. */
export const regulars =
  'alice bob carol dave erin frank grace heidi ivan judy mallory perf1 perf2 perf3'.split(' ')
export const withOddities = 'changereq nopw lockme locked inactive tarpit totpuser otpuser recuser'.split(' ')
/** The only user of the second organization. */
export const foreigner = 'foreigner'
const humans = [...regulars, ...withOddities, foreigner]

/** A human user with a verified e-mail address and phone; `nopw` has no password, `changereq` must change theirs. */
export function human(name: string, organization = organizationId): Row {
  const body = {
    organizationId: organization,
    username: loginNameOf(name),
    human: {
      profile: {
        givenName: name.charAt(0).toUpperCase() + name.slice(1),
        familyName: 'Lab',
        preferredLanguage: 'en',
      },
      email: { email: emailOf(name), isVerified: true },
      phone: { phone: `+4179000${100 + humans.indexOf(name)}0`, isVerified: true },
      ...(name === 'nopw' ? {} : { password: { password, changeRequired: name === 'changereq' } }),
    },
  }
  return row(`create human ${name}`, post('/v2/users/new', as.admin, body), { keep: name })
}

export function onUser(name: string, what: string, body: Fields = {}): Request {
  return post(`/v2/users/{${name}.id}/${what}`, as.admin, body)
}

export function authorization(user: string, projectName: string, roleKeys: readonly string[]): Row {
  const message = {
    userId: `{${user}.id}`,
    projectId: `{${projectName}Project.projectId}`,
    organizationId,
    roleKeys,
  }
  return row(
    `authorize ${user} on ${projectName}`,
    rpc('authorization.v2.AuthorizationService/CreateAuthorization', as.admin, message),
  )
}
