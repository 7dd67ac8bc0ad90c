import { randomBytes } from 'node:crypto'
import { hashSecret } from '../../src/crypto/secret-hash.ts'
import { loopbackOnly } from '../../src/logout/outgoing.ts'
import { createReadSide } from '../../src/faults/read-side.ts'
import { handleOidc } from '../../src/oidc/handle.ts'
import type { Answer, RequestContext } from '../../src/server/request-context.ts'
import { createInstance } from '../../src/state/create-instance.ts'
import type {
  Application,
  AuthRequest,
  Instance,
  OidcConfiguration,
  Session,
  User,
} from '../../src/state/model.ts'
import type { World } from '../../src/state/world.ts'
import { createCode } from '../../src/tokens/create-code.ts'
import { authTimeOfSession, methodsOfSession } from '../../src/tokens/session-methods.ts'
import { generateWebKey, type SigningAlgorithm } from '../../src/tokens/web-key.ts'

/** A small instance with two projects, asked directly and not over a socket. ES256, so that no test waits for a prime. */
export interface Lab {
  readonly instance: Instance
  readonly world: World
  now: number
  /** 0: strict. Else as the original, with all gaps open until so many requests stand in them. */
  racers: number
  /** How often something was reported as changed. */
  readonly changes: string[]
  /** Ids of the sessions that were told to have ended. */
  readonly ended: string[]
  context(given?: Partial<RequestContext>): RequestContext
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>
  get(path: string, query?: Record<string, string>, headers?: Record<string, string>): Promise<Answer>
}

export const issuer = 'http://localhost:8080'
export const callback = 'http://localhost:9090/callback'
export const secret = 'S3cretS3cretS3cretS3cretS3cretS3cretS3cretS3cretS3cretS3cretS3cr'

const key = generateWebKey('ES256')

export async function aLab(): Promise<Lab> {
  let id = 300_000_000_000_000_000n
  const start = 1_800_000_000_000
  const instance = createInstance({
    id: '100000000000000001',
    ownProjectId: '100000000000000002',
    tokenKey: randomBytes(32),
    now: start,
  })
  const waiting: (() => void)[] = []
  const meet = async (racers: number) =>
    new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length === racers) for (const release of waiting.splice(0)) release()
    })
  const lab: Lab = {
    instance,
    now: start,
    racers: 0,
    changes: [],
    ended: [],
    world: {
      instance,
      now: () => lab.now,
      randomBytes: (size) => randomBytes(size),
      nextId: () => String(++id),
      changed: (what) => void lab.changes.push(what),
      signingKeysReady: async () => {},
      wait: async () => {},
      sessionEnded: (session) => void lab.ended.push(session.id),
      outgoing: loopbackOnly(),
      behaviour: {
        asOriginal: false,
        passwordCheckMs: 0,
        tarpit: false,
        raceWindow: () => (lab.racers === 0 ? undefined : meet(lab.racers)),
      },
      readSide: createReadSide({ lagMs: () => 0, now: () => lab.now }),
      port: () => 8080,
    },
    context: (given = {}) => ({
      world: lab.world,
      instance,
      issuer,
      now: lab.now,
      method: 'GET',
      path: '/',
      query: new URLSearchParams(),
      headers: {},
      body: new Uint8Array(),
      requestId: 'r1',
      ...given,
    }),
    post: (path, form, headers = {}) =>
      handleOidc(
        lab.context({
          method: 'POST',
          path,
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
          body: new TextEncoder().encode(new URLSearchParams(form).toString()),
        }),
      ),
    get: (path, query = {}, headers = {}) =>
      handleOidc(lab.context({ path, query: new URLSearchParams(query), headers })),
  }
  await addKey(lab, 'ES256', 'active')
  addOrganization(lab, 'org1', 'acme.localhost')
  addOrganization(lab, 'org2', 'other.localhost')
  addProject(lab, 'main', { roleAssertion: true, roles: ['editor', 'reader'] })
  addProject(lab, 'side', { roleAssertion: false, roles: ['auditor'] })
  return lab
}

export async function addKey(
  lab: Lab,
  algorithm: SigningAlgorithm,
  state: 'active' | 'initial',
): Promise<string> {
  const id = lab.world.nextId()
  const pair = algorithm === 'ES256' ? await key : await generateWebKey(algorithm)
  if (state === 'active') for (const one of lab.instance.webKeys.values()) one.state = 'inactive'
  lab.instance.webKeys.set(id, {
    id,
    state,
    algorithm,
    ...pair,
    createdAt: lab.now,
    changedAt: lab.now,
    sequence: 1,
  })
  return id
}

function addOrganization({ instance, now }: Lab, id: string, primaryDomain: string): void {
  instance.organizations.set(id, {
    id,
    name: id,
    primaryDomain,
    state: 'active',
    createdAt: now,
    changedAt: now,
    sequence: 1,
    members: new Map(),
    policies: {},
    policyDetails: new Map(),
  })
}

function addProject(
  { instance, now }: Lab,
  id: string,
  given: { roleAssertion: boolean; roles: string[] },
): void {
  instance.projects.set(id, {
    id,
    organizationId: 'org1',
    name: id,
    state: 'active',
    roleAssertion: given.roleAssertion,
    authorizationRequired: false,
    projectAccessRequired: false,
    createdAt: now,
    changedAt: now,
    sequence: 1,
    roles: new Map(given.roles.map((role) => [role, { displayName: role, group: '' }])),
    grants: new Map(),
  })
}

export function addApplication(
  { instance, now, world }: Lab,
  name: string,
  projectId: string,
  oidc: Partial<OidcConfiguration> = {},
): Application {
  const id = world.nextId()
  const application: Application = {
    id,
    projectId,
    name,
    state: 'active',
    createdAt: now,
    changedAt: now,
    sequence: 1,
    clientId: world.nextId(),
    secretHash: hashSecret(secret),
    keys: new Map(),
    oidc: {
      redirectUris: [callback],
      postLogoutRedirectUris: ['http://localhost:9090/bye'],
      responseTypes: ['code'],
      grantTypes: ['authorization_code', 'refresh_token'],
      applicationType: 'web',
      authMethodType: 'basic',
      developmentMode: true,
      accessTokenType: 'bearer',
      accessTokenRoleAssertion: false,
      idTokenRoleAssertion: false,
      idTokenUserinfoAssertion: false,
      clockSkewMs: 0,
      additionalOrigins: [],
      skipNativeAppSuccessPage: false,
      backChannelLogoutUri: '',
      loginVersion: { version: 'unspecified' },
      ...oidc,
    },
  }
  instance.applications.set(id, application)
  return application
}

export function addHuman({ instance, now, world }: Lab, username: string, organizationId = 'org1'): User {
  const user: User = {
    id: world.nextId(),
    organizationId,
    username,
    state: 'active',
    createdAt: now,
    changedAt: now,
    sequence: 1,
    metadata: new Map(),
    human: {
      givenName: 'Ada',
      familyName: 'Lovelace',
      nickName: '',
      displayName: 'Ada Lovelace',
      preferredLanguage: 'en',
      gender: 'GENDER_UNSPECIFIED',
      avatarUrl: '',
      email: { address: `${username}@mail.example`, verified: true },
      phone: { number: '+41790000000', verified: false },
      passwordFailures: 0,
      otpFailures: 0,
      otpSms: false,
      otpEmail: false,
      recoveryCodes: [],
      codes: new Map(),
      passkeys: [],
      idpLinks: [],
    },
  }
  instance.users.set(user.id, user)
  return user
}

export function addMachine({ instance, now, world }: Lab, username: string): User {
  const user: User = {
    id: world.nextId(),
    organizationId: 'org1',
    username,
    state: 'active',
    createdAt: now,
    changedAt: now,
    sequence: 1,
    metadata: new Map(),
    machine: { name: username, description: '', accessTokenType: 'bearer', keys: new Map(), pats: new Map() },
  }
  instance.users.set(user.id, user)
  return user
}

export function giveRoles(
  lab: Lab,
  user: User,
  projectId: string,
  roleKeys: string[],
  organizationId = 'org1',
): void {
  const id = lab.world.nextId()
  lab.instance.authorizations.set(id, {
    id,
    userId: user.id,
    projectId,
    organizationId,
    roleKeys,
    state: 'active',
    createdAt: lab.now,
    changedAt: lab.now,
  })
}

export function addSession({ instance, now, world }: Lab, user: User, given: Partial<Session> = {}): Session {
  const session: Session = {
    id: world.nextId(),
    createdAt: now,
    changedAt: now,
    sequence: 1,
    creatorId: '',
    state: 'active',
    tokenId: world.nextId(),
    metadata: new Map(),
    user: { id: user.id, organizationId: user.organizationId, checkedAt: now },
    passwordCheckedAt: now,
    challenges: {},
    ...given,
  }
  instance.sessions.set(session.id, session)
  return session
}

/** What CreateCallback does to an auth request, without its checks: the code of it. */
export async function bind(lab: Lab, authRequest: AuthRequest, session: Session): Promise<string> {
  const authTime = authTimeOfSession(session)
  authRequest.status = 'linked'
  authRequest.linked = {
    sessionId: session.id,
    userId: session.user?.id ?? '',
    ...(authTime === undefined ? {} : { authTime }),
    methods: methodsOfSession(session),
  }
  return createCode(lab.instance, authRequest)
}

export function basic(application: Application, password = secret): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${application.clientId}:${password}`).toString('base64')}` }
}

export function bodyOf(answer: Answer): Record<string, unknown> {
  return JSON.parse(String(answer.body))
}

export function claimsOf(jwt: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(jwt).split('.')[1] ?? '', 'base64url').toString('utf8'))
}

/** Asks for authorization and gives back what was stored. */
export async function authorizeWith(
  lab: Lab,
  application: Application,
  parameters: Record<string, string> = {},
): Promise<AuthRequest> {
  const answer = await lab.get('/oauth/v2/authorize', {
    client_id: application.clientId,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid offline_access',
    ...parameters,
  })
  const id = new URL(String(answer.headers['location']), issuer).searchParams.get('authRequest') ?? ''
  const stored = lab.instance.authRequests.get(id)
  if (!stored) throw new Error(`not stored: ${String(answer.body)}`)
  return stored
}

/** A whole login: authorize, bind, exchange by Basic. */
export async function login(
  lab: Lab,
  application: Application,
  user: User,
  given: { parameters?: Record<string, string>; session?: Session } = {},
): Promise<Record<string, unknown>> {
  const authRequest = await authorizeWith(lab, application, given.parameters)
  const code = await bind(lab, authRequest, given.session ?? addSession(lab, user))
  const form = { grant_type: 'authorization_code', code, redirect_uri: callback }
  return bodyOf(await lab.post('/oauth/v2/token', form, basic(application)))
}
