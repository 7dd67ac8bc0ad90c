import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { HttpRequest, HttpResponse } from '@postern/protocol'
import { exportJWK, jwtVerify, SignJWT } from 'jose'

/**
 * An issuer for tests of the engine that answers as it is told to, forged answers included. What is right and wrong about ZITADEL is
 * tested against the local server; this one is for what ZITADEL would never do.
 */
export interface ScriptedUser {
  id: string
  loginName: string
  password: string
  /** Codes that are right now. */
  codes: string[]
  state: string
  emailVerified: boolean
  methods: string[]
  human: Record<string, unknown>
}

export interface ScriptedSession {
  id: string
  userId: string
  token: string
  factors: Record<string, { verifiedAt: string }>
  fingerprint: string
  expiresAt: number
}

export interface SigningKey {
  kid: string
  alg: string
  key: KeyObject
}

type Json = Record<string, unknown>
type Answer = { status: number; body?: unknown; headers?: Record<string, string> }

export const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const keys = { application: rsa(), loginClient: rsa(), signing: rsa() }
const pem = (key: KeyObject): string => key.export({ type: 'pkcs1', format: 'pem' }).toString()

export const applicationFile = {
  type: 'application',
  keyId: '7001',
  key: pem(keys.application.privateKey),
  appId: '6001',
  clientId: '5001',
}
export const loginClientFile = {
  type: 'serviceaccount',
  keyId: '7002',
  key: pem(keys.loginClient.privateKey),
  userId: '4001',
  expirationDate: '2100-01-01T00:00:00Z',
}

export const origin = 'https://zitadel.example'
export const projectId = '3001'
export const organizationId = '2001'
export const redirectUri = 'https://app.example/auth/callback'

export function scriptedZitadel(now: () => number) {
  const iso = (): string => new Date(now()).toISOString()
  let counter = 9000
  const nextId = (): string => String((counter += 1))

  const zitadel = {
    users: [
      {
        id: '1001',
        loginName: 'mini@acme.example',
        password: 'S3cret!pässword',
        codes: ['123456'],
        state: 'USER_STATE_ACTIVE',
        emailVerified: true,
        methods: ['AUTHENTICATION_METHOD_TYPE_PASSWORD'],
        human: {},
      },
      {
        id: '1002',
        loginName: 'max@acme.example',
        password: 'An0ther!password',
        codes: [],
        state: 'USER_STATE_ACTIVE',
        emailVerified: true,
        methods: ['AUTHENTICATION_METHOD_TYPE_PASSWORD'],
        human: {},
      },
    ] as [ScriptedUser, ScriptedUser],
    loginPolicy: {
      allowLocalAuthentication: true,
      secondFactors: ['SECOND_FACTOR_TYPE_OTP'],
      passwordCheckLifetime: '864000s',
      externalLoginCheckLifetime: '864000s',
      mfaInitSkipLifetime: '0s',
      secondFactorCheckLifetime: '64800s',
      multiFactorCheckLifetime: '43200s',
    } as Json,
    maxAgeDays: 0,
    organizationState: 'ORGANIZATION_STATE_ACTIVE',
    permissions: ['session.read', 'session.write', 'session.link', 'session.delete', 'user.read'],
    metadata: {} as Json,
    signing: { kid: '8001', alg: 'RS256', key: keys.signing.privateKey } as SigningKey,
    /** Keys in the set; follows `signing` unless told otherwise. */
    published: undefined as SigningKey[] | undefined,
    serviceTokens: new Set<string>(),
    serviceTokenSeconds: 43_199,
    sessions: new Map<string, ScriptedSession>(),
    ended: [] as string[],
    authRequests: new Map<string, URLSearchParams & { linked?: ScriptedSession; refused?: boolean }>(),
    revoked: [] as string[],
    accessTokens: [] as string[],
    forge: {
      claims: (claims: Json): Json => claims,
      idToken: (token: string): string | undefined | Promise<string> => token,
      callbackUrl: (url: string): string => url,
      authRequest: (request: Json): Json => request,
      location: (location: string): string => location,
      tokenAnswer: (answer: Json): Json => answer,
      userinfo: (claims: Json): Json => claims,
    },
    handle,
  }

  const refusal = (status: number, code: number, id: string): Answer => ({
    status,
    body: {
      code,
      message: `refused (${id})`,
      details: [{ '@type': 'type.googleapis.com/zitadel.v1.ErrorDetail', id, message: 'refused' }],
    },
  })
  const ok = (body: unknown, status = 200): Answer => ({ status, body })
  const details = () => ({ sequence: '1', changeDate: iso(), resourceOwner: '1' })

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(request.url)
    const answer = await answerTo(request, url)
    const body =
      answer.body === undefined ? new Uint8Array(0) : new TextEncoder().encode(JSON.stringify(answer.body))
    return {
      status: answer.status,
      headers: { 'content-type': 'application/json', date: new Date(now()).toUTCString(), ...answer.headers },
      body: new Uint8Array(body),
    }
  }

  async function answerTo(request: HttpRequest, url: URL): Promise<Answer> {
    const path = `${request.method} ${url.pathname}`
    const text = new TextDecoder().decode(request.body ?? new Uint8Array(0))
    if (path === 'GET /.well-known/openid-configuration') return ok(metadata())
    if (path === 'GET /oauth/v2/keys') return ok({ keys: await publicKeys() })
    if (path === 'GET /oauth/v2/authorize') return authorize(url.searchParams)
    if (path === 'POST /oauth/v2/token') return token(new URLSearchParams(text))
    if (path === 'POST /oauth/v2/revoke') {
      zitadel.revoked.push(new URLSearchParams(text).get('token') ?? '')
      return { status: 200 }
    }
    if (path === 'GET /oidc/v1/userinfo') return userinfo(request.headers['authorization'] ?? '')
    const bearer = request.headers['authorization']?.replace('Bearer ', '') ?? ''
    if (!zitadel.serviceTokens.has(bearer)) return refusal(401, 16, 'AUTH-7fs1e')
    return api(path, url, text === '' ? {} : JSON.parse(text))
  }

  function metadata(): Json {
    return {
      issuer: origin,
      authorization_endpoint: `${origin}/oauth/v2/authorize`,
      token_endpoint: `${origin}/oauth/v2/token`,
      jwks_uri: `${origin}/oauth/v2/keys`,
      revocation_endpoint: `${origin}/oauth/v2/revoke`,
      userinfo_endpoint: `${origin}/oidc/v1/userinfo`,
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      ...zitadel.metadata,
    }
  }

  async function publicKeys(): Promise<Json[]> {
    const published = zitadel.published ?? [zitadel.signing]
    return Promise.all(
      published.map(async ({ kid, alg, key }) => {
        const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...jwk } = await exportJWK(key)
        return { ...jwk, kid, alg, use: 'sig' }
      }),
    )
  }

  function authorize(parameters: URLSearchParams): Answer {
    const id = `V2_${nextId()}`
    zitadel.authRequests.set(id, parameters)
    return {
      status: 302,
      headers: { location: zitadel.forge.location(`/ui/v2/login/login?authRequest=${id}`) },
    }
  }

  async function token(form: URLSearchParams): Promise<Answer> {
    if (form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer') return serviceToken(form)
    const code = form.get('code') ?? ''
    const request = zitadel.authRequests.get(code.replace('code-', ''))
    const session = request?.linked
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const assertion = await jwtVerify(form.get('client_assertion') ?? '', keys.application.publicKey, {
      currentDate: new Date(now()),
      audience: origin,
    }).catch(() => undefined)
    if (assertion === undefined) return { status: 400, body: { error: 'invalid_client' } }
    const isRight = challenge === request?.get('code_challenge') && form.get('redirect_uri') === redirectUri
    if (request === undefined || session === undefined || !isRight)
      return { status: 400, body: { error: 'invalid_grant' } }
    delete request.linked
    return ok(await tokensFor(session, request.get('nonce') ?? ''))
  }

  async function serviceToken(form: URLSearchParams): Promise<Answer> {
    try {
      await jwtVerify(form.get('assertion') ?? '', keys.loginClient.publicKey, {
        currentDate: new Date(now()),
        audience: origin,
        issuer: loginClientFile.userId,
        clockTolerance: 1,
        maxTokenAge: 3600,
      })
    } catch {
      return { status: 400, body: { error: 'invalid_grant', error_description: 'invalid assertion' } }
    }
    const serviceToken = `service-${nextId()}`
    zitadel.serviceTokens.add(serviceToken)
    return ok({ access_token: serviceToken, token_type: 'Bearer', expires_in: zitadel.serviceTokenSeconds })
  }

  async function tokensFor(session: ScriptedSession, nonce: string): Promise<Json> {
    const accessToken = `access-${nextId()}`
    zitadel.accessTokens.push(accessToken)
    const { alg, kid, key } = zitadel.signing
    const size = alg === 'RS512' || alg === 'EdDSA' ? 'sha512' : 'sha256'
    const hash = createHash(size).update(accessToken).digest()
    const factors = Object.keys(session.factors)
    const seconds = Math.floor(now() / 1000)
    const claims = zitadel.forge.claims({
      iss: origin,
      sub: session.userId,
      aud: ['5002', '5001', projectId],
      azp: '5001',
      client_id: '5001',
      exp: seconds + 43_200,
      iat: seconds,
      auth_time: Math.floor(
        Math.max(...Object.values(session.factors).map((f) => Date.parse(f.verifiedAt))) / 1000,
      ),
      nonce,
      amr: ['pwd', ...(factors.includes('totp') ? ['otp', 'mfa'] : [])],
      at_hash: hash.subarray(0, hash.length / 2).toString('base64url'),
      sid: session.id,
      [`urn:zitadel:iam:org:project:${projectId}:roles`]: { reader: { [organizationId]: 'acme.example' } },
    })
    const signed = await new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key)
    return zitadel.forge.tokenAnswer({
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 43_199,
      id_token: await zitadel.forge.idToken(signed),
    })
  }

  function userinfo(authorization: string): Answer {
    const [user] = zitadel.users
    if (!zitadel.accessTokens.includes(authorization.replace('Bearer ', '')))
      return { status: 401, body: { error: 'access_denied' } }
    return ok(
      zitadel.forge.userinfo({
        sub: user.id,
        preferred_username: user.loginName,
        name: 'Mini Mouse',
        email: 'mini@acme.example',
      }),
    )
  }

  function api(path: string, url: URL, body: Json): Answer {
    const [, id = ''] = /^\w+ \/v2\/(?:sessions|users|oidc\/auth_requests)\/([^/]+)/.exec(path) ?? []
    if (path === 'POST /auth/v1/permissions/zitadel/me/_search') return ok({ result: zitadel.permissions })
    if (path === 'POST /v2/sessions') return createSession(body as never)
    if (path === 'POST /v2/sessions/search') return searchSessions(body as never)
    if (path.startsWith('PATCH /v2/sessions/')) return changeSession(id, body as never)
    if (path.startsWith('GET /v2/sessions/')) return readSession(id)
    if (path.startsWith('DELETE /v2/sessions/')) {
      if (zitadel.sessions.delete(id)) zitadel.ended.push(id)
      return ok({ details: details() })
    }
    if (path.startsWith('GET /v2/oidc/auth_requests/')) return readAuthRequest(id)
    if (path.startsWith('POST /v2/oidc/auth_requests/')) return callback(id, body as never)
    if (path.endsWith('/authentication_methods')) {
      return ok({
        details: { totalResult: '1' },
        authMethodTypes: zitadel.users.find((user) => user.id === id)?.methods ?? [],
      })
    }
    if (path.startsWith('GET /v2/users/')) return readUser(id)
    return settings(path)
  }

  function settings(path: string): Answer {
    const instance = { details: { resourceOwner: '1' } }
    if (path === 'GET /v2/settings/login') return ok({ ...instance, settings: zitadel.loginPolicy })
    if (path === 'GET /v2/settings/login/idps') return ok({ details: {} })
    if (path === 'GET /v2/settings/password/expiry') {
      const { maxAgeDays } = zitadel
      return ok({
        ...instance,
        settings: {
          resourceOwnerType: 'RESOURCE_OWNER_TYPE_INSTANCE',
          ...(maxAgeDays > 0 ? { maxAgeDays: String(maxAgeDays) } : {}),
        },
      })
    }
    if (path === 'POST /v2/organizations/_search') {
      return ok({
        details: { totalResult: '1' },
        result: [{ id: organizationId, state: zitadel.organizationState, name: 'ACME' }],
      })
    }
    return { status: 404, body: { code: 5, message: 'Not Found' } }
  }

  function createSession(body: {
    checks: { user: { loginName: string }; password: { password: string } }
    userAgent: { fingerprintId: string }
    lifetime: string
  }): Answer {
    const user = zitadel.users.find(({ loginName }) => loginName === body.checks.user.loginName)
    if (user === undefined) return refusal(404, 5, 'QUERY-Dfbg2')
    if (user.state === 'USER_STATE_LOCKED' || user.state === 'USER_STATE_INACTIVE')
      return refusal(400, 9, 'SESSION-Gj4ko')
    if (user.password !== body.checks.password.password) return refusal(400, 3, 'COMMAND-3M0fs')
    const session: ScriptedSession = {
      id: nextId(),
      userId: user.id,
      token: `session-token-${nextId()}`,
      factors: { password: { verifiedAt: iso() } },
      fingerprint: body.userAgent.fingerprintId,
      expiresAt: now() + Number.parseInt(body.lifetime, 10) * 1000,
    }
    zitadel.sessions.set(session.id, session)
    return ok({ details: details(), sessionId: session.id, sessionToken: session.token }, 201)
  }

  function changeSession(
    id: string,
    body: { checks?: { totp?: { code: string } }; lifetime?: string; metadata?: Json },
  ): Answer {
    const session = zitadel.sessions.get(id)
    if (session === undefined) return refusal(400, 9, 'COMMAND-Hewfq')
    const code = body.checks?.totp?.code
    if (code !== undefined) {
      const user = zitadel.users.find((each) => each.id === session.userId)
      if (user?.codes.includes(code) !== true) return refusal(400, 3, 'EVENT-8isk2')
      session.factors['totp'] = { verifiedAt: iso() }
    }
    if (body.lifetime !== undefined) session.expiresAt = now() + Number.parseInt(body.lifetime, 10) * 1000
    session.token = `session-token-${nextId()}`
    return ok({ details: details(), sessionToken: session.token })
  }

  function readSession(id: string): Answer {
    const session = zitadel.sessions.get(id)
    if (session === undefined) return refusal(404, 5, 'QUERY-SFeaa')
    const { userId, factors, fingerprint, expiresAt } = session
    const user = { verifiedAt: iso(), id: userId, loginName: 'mini@acme.example', organizationId }
    return ok({
      session: {
        id,
        factors: { user, ...factors },
        userAgent: { fingerprintId: fingerprint },
        expirationDate: new Date(expiresAt).toISOString(),
      },
    })
  }

  function searchSessions(body: { queries: { userAgentQuery: { fingerprintId: string } }[] }): Answer {
    const fingerprint = body.queries[0]?.userAgentQuery.fingerprintId
    const sessions = [...zitadel.sessions.values()].filter((session) => session.fingerprint === fingerprint)
    return ok({
      details: {},
      ...(sessions.length > 0 ? { sessions: sessions.map(({ id }) => ({ id })) } : {}),
    })
  }

  function readUser(id: string): Answer {
    const user = zitadel.users.find((each) => each.id === id)
    if (user === undefined) return refusal(404, 5, 'QUERY-Dfbg2')
    const email = { email: 'mini@acme.example', ...(user.emailVerified ? { isVerified: true } : {}) }
    return ok({
      details: {},
      user: {
        userId: id,
        details: { resourceOwner: organizationId },
        state: user.state,
        human: { email, passwordChanged: '2020-01-01T00:00:00Z', ...user.human },
      },
    })
  }

  function readAuthRequest(id: string): Answer {
    const request = zitadel.authRequests.get(id)
    if (request === undefined) return refusal(404, 5, 'QUERY-Thee9')
    return ok({
      authRequest: zitadel.forge.authRequest({
        id,
        creationDate: iso(),
        clientId: request.get('client_id'),
        redirectUri: request.get('redirect_uri'),
        scope: [...(request.get('scope') ?? '').split(' '), 'urn:zitadel:iam:org:project:role:reader'],
        loginHint: request.get('login_hint'),
      }),
    })
  }

  function callback(
    id: string,
    body: { session?: { sessionId: string; sessionToken: string }; error?: Json },
  ): Answer {
    const request = zitadel.authRequests.get(id)
    if (request === undefined) return refusal(404, 5, 'COMMAND-jae5P')
    if (request.linked !== undefined || request.refused === true) return refusal(400, 9, 'COMMAND-Sx208nt')
    if (body.session === undefined) {
      request.refused = true
      return ok({ details: details(), callbackUrl: `${redirectUri}?error=access_denied` })
    }
    const session = zitadel.sessions.get(body.session.sessionId)
    if (session === undefined) return refusal(400, 9, 'COMMAND-Hewfq')
    if (session.token !== body.session.sessionToken) return refusal(403, 7, 'COMMAND-sGr42')
    request.linked = session
    const query = new URLSearchParams({ code: `code-${id}`, state: request.get('state') ?? '' })
    return ok({ details: details(), callbackUrl: zitadel.forge.callbackUrl(`${redirectUri}?${query}`) })
  }

  return zitadel
}
