import { startLocalZitadel } from '@postern/local-zitadel'
import { memoryStore } from '@postern/store'
import { createInternet, secureRandom, stoppedClock, totpCode } from '@postern/testkit'
import {
  createLoginEngine,
  type LoginClientCredential,
  type LoginEngineDeps,
  type LoginEvent,
  type LoginSettings,
  parseApplicationKey,
  parseServiceAccountKey,
  type Proof,
} from '../src/index.ts'

type Json = Record<string, unknown>

const redirectUri = 'http://localhost:9090/auth/callback'
const expirationDate = '2100-01-01T00:00:00Z'
const loginPolicy = {
  allowUsernamePassword: true,
  allowExternalIdp: true,
  passwordlessType: 'PASSWORDLESS_TYPE_ALLOWED',
  passwordCheckLifetime: '864000s',
  externalLoginCheckLifetime: '864000s',
  mfaInitSkipLifetime: '2592000s',
  secondFactorCheckLifetime: '64800s',
  multiFactorCheckLifetime: '43200s',
}
export const password = 'Passw0rd!lab'
const readKey = (base64: string): unknown => JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** An engine against a real local ZITADEL that was set up through its APIs, with a clock that both have. */
export async function aLocalLogin(changes: Partial<LoginSettings> = {}) {
  const clock = stoppedClock()
  const zitadel = await startLocalZitadel({ seed: 'empty', now: clock.now })
  const internet = createInternet()
  internet.forward(zitadel.issuer, zitadel.issuer)

  const as =
    (token: string) =>
    async (call: string, body?: Json, organizationId?: string): Promise<Json> => {
      const [method = '', path = ''] = call.split(' ')
      const response = await internet({
        method: method as 'GET',
        url: `${zitadel.issuer}${path}`,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...(organizationId === undefined ? {} : { 'x-zitadel-orgid': organizationId }),
        },
        ...(body === undefined ? {} : { body: bytes(JSON.stringify(body)) }),
      })
      const text = new TextDecoder().decode(response.body)
      if (response.status > 299) throw new Error(`${call}: ${response.status} ${text}`)
      return JSON.parse(text) as Json
    }
  const admin = as(zitadel.seeded.adminPat.trim())
  const { org } = (await admin('GET /management/v1/orgs/me')) as { org: { id: string } }
  const { projectId } = (await admin('POST /zitadel.project.v2.ProjectService/CreateProject', {
    organizationId: org.id,
    name: 'newsroom',
    projectRoleAssertion: true,
  })) as { projectId: string }
  await admin('POST /zitadel.project.v2.ProjectService/AddProjectRole', {
    projectId,
    roleKey: 'reader',
    displayName: 'Reader',
  })
  const { applicationId } = (await admin(
    'POST /zitadel.application.v2.ApplicationService/CreateApplication',
    {
      projectId,
      name: 'newsroom',
      oidcConfiguration: {
        redirectUris: [redirectUri],
        responseTypes: ['OIDC_RESPONSE_TYPE_CODE'],
        grantTypes: ['OIDC_GRANT_TYPE_AUTHORIZATION_CODE'],
        applicationType: 'OIDC_APP_TYPE_WEB',
        authMethodType: 'OIDC_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT',
        developmentMode: true,
        accessTokenType: 'OIDC_TOKEN_TYPE_BEARER',
        idTokenRoleAssertion: true,
      },
    },
  )) as { applicationId: string }
  const { keyDetails } = (await admin(
    'POST /zitadel.application.v2.ApplicationService/CreateApplicationKey',
    {
      applicationId,
      projectId,
      expirationDate,
    },
  )) as { keyDetails: string }
  const administrator = (userId: string, resource: Json, roles: readonly string[]) =>
    admin('POST /zitadel.internal_permission.v2.InternalPermissionService/CreateAdministrator', {
      userId,
      resource,
      roles,
    })
  let machines = 0
  const aMachine = async (): Promise<{ id: string; file: unknown; key: LoginClientCredential }> => {
    machines += 1
    const { id } = (await admin('POST /v2/users/new', {
      organizationId: org.id,
      username: `postern-login-${machines}`,
      machine: { name: 'login client', accessTokenType: 'ACCESS_TOKEN_TYPE_BEARER' },
    })) as { id: string }
    const { keyContent } = (await admin(`POST /v2/users/${id}/keys`, { expirationDate })) as {
      keyContent: string
    }
    const file = readKey(keyContent)
    return { id, file, key: { kind: 'key', key: parseServiceAccountKey(file) } }
  }
  const machine = await aMachine()

  const events: LoginEvent[] = []
  const engineWith = (more: Partial<LoginSettings> = {}, deps: Partial<LoginEngineDeps> = {}) =>
    createLoginEngine(
      {
        http: internet,
        now: clock.now,
        randomBytes: secureRandom,
        store: memoryStore({ now: clock.now }),
        deploymentKeys: [{ id: 'test', key: secureRandom(32) }],
        events: (event) => void events.push(event),
        ...deps,
      },
      {
        issuer: zitadel.issuer,
        allowPlainHttpOnLoopback: true,
        application: parseApplicationKey(readKey(keyDetails)),
        redirectUri,
        projectId,
        loginClient: machine.key,
        sessionLifetimeSeconds: 43_200,
        policyCacheSeconds: 0,
        ...changes,
        ...more,
      },
    )
  const engine = engineWith()

  return {
    clock,
    zitadel,
    internet,
    admin,
    events,
    engine,
    engineWith,
    organizationId: org.id,
    projectId,
    redirectUri,
    /** What another process needs to be the same application and login client. */
    keyFiles: { application: readKey(keyDetails), loginClient: machine.file },
    /** Lets ZITADEL tell the end of sessions to an address. */
    async tellLogoutsTo(backChannelLogoutUri: string) {
      await admin('POST /zitadel.application.v2.ApplicationService/UpdateApplication', {
        applicationId,
        projectId,
        oidcConfiguration: { backChannelLogoutUri },
      })
    },
    grant: (roles: readonly string[]) => administrator(machine.id, { instance: true }, roles),
    async aLoginClient(onInstance: readonly string[], onOrganization: readonly string[]) {
      const { id, key } = await aMachine()
      await administrator(id, { instance: true }, onInstance)
      await administrator(id, { organizationId: org.id }, onOrganization)
      return key
    },
    async aUser(
      name: string,
      human: Json = {},
      organizationId = org.id,
    ): Promise<{ id: string; loginName: string }> {
      const loginName = `${name}@lab.example`
      const { id } = (await admin('POST /v2/users/new', {
        organizationId,
        username: loginName,
        human: {
          profile: { givenName: name, familyName: 'Lab' },
          email: { email: `${name}@mail.example`, isVerified: true },
          password: { password },
          ...human,
        },
      })) as { id: string }
      return { id, loginName }
    },
    async withTotp(userId: string): Promise<() => Proof> {
      const { secret } = (await admin(`POST /v2/users/${userId}/totp`, {})) as { secret: string }
      const proof = (): Proof => ({ method: 'totp', code: bytes(totpCode(secret, clock.now())) })
      await admin(`POST /v2/users/${userId}/totp/verify`, { code: totpCode(secret, clock.now()) })
      return proof
    },
    async begin() {
      return (await engine.begin({ device: { address: '203.0.113.7', userAgent: 'Firefox' } })).handle
    },
    async policy(changed: Json) {
      await admin('PUT /admin/v1/policies/login', { ...loginPolicy, ...changed })
    },
    proofOf: (loginName: string, typed = password): Proof => ({
      method: 'password',
      loginName,
      password: bytes(typed),
    }),
    sessions: async () =>
      ((await admin('POST /v2/sessions/search', { queries: [] })) as { sessions?: unknown[] }).sessions ?? [],
  }
}

export type ALocalLogin = Awaited<ReturnType<typeof aLocalLogin>>
