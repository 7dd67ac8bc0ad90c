import { isJsonObject, type JsonObject } from '@postern/protocol'
import { LoginError } from '../errors.ts'
import type { ZitadelApi } from './api.ts'
import type { BytesJson } from './json-bytes.ts'

/** The Session API v2 as far as a login needs it (contract 3). Session tokens stay within this folder. */
export interface SessionApi {
  /** User and password in one call: all or nothing (contract 3.9). */
  create(request: CreateSession): Promise<{ readonly sessionId: string; readonly sessionToken: string }>
  /** Every change gives a new session token and ends the one before it (contract 3.4). */
  checkTotp(sessionId: string, code: Uint8Array): Promise<string>
  /** A fresh session token without any factor, by changed metadata (contract 3.6). */
  touch(sessionId: string, mark: string): Promise<string>
  /** Restarts the expiry from now; the session token in hand is dead afterwards. */
  extend(sessionId: string, lifetimeSeconds: number): Promise<void>
  /** The session's answer as it is. Expired sessions are still returned (contract 3.5). */
  read(sessionId: string): Promise<JsonObject>
  /** Succeeds for an unknown or already ended session too. */
  end(sessionId: string): Promise<void>
  /** The ids of sessions by what they were created with. */
  findByFingerprint(fingerprintId: string): Promise<readonly string[]>
}

export interface CreateSession {
  readonly loginName: string
  readonly password: Uint8Array
  readonly fingerprintId: string
  readonly address: string | null
  readonly userAgent: string | null
  readonly lifetimeSeconds: number
}

export function createSessionApi(api: ZitadelApi, passwordTimeoutMs: number): SessionApi {
  const patch = async (sessionId: string, body: BytesJson, timeoutMs?: number): Promise<JsonObject> =>
    api({ method: 'PATCH', path: pathOf(sessionId), body, ...(timeoutMs === undefined ? {} : { timeoutMs }) })

  return {
    async create({ loginName, password, lifetimeSeconds, ...agent }) {
      const answer = await api({
        method: 'POST',
        path: '/v2/sessions',
        timeoutMs: passwordTimeoutMs,
        body: {
          checks: { user: { loginName }, password: { password } },
          userAgent: userAgentOf(agent),
          // absent would mean a session that never expires (contract 3.2)
          lifetime: `${lifetimeSeconds}s`,
        },
      })
      return { sessionId: text(answer, 'sessionId'), sessionToken: text(answer, 'sessionToken') }
    },
    checkTotp: async (sessionId, code) =>
      text(await patch(sessionId, { checks: { totp: { code } } }, passwordTimeoutMs), 'sessionToken'),
    touch: async (sessionId, mark) =>
      text(await patch(sessionId, { metadata: { 'postern.renewal': mark } }), 'sessionToken'),
    async extend(sessionId, lifetimeSeconds) {
      await patch(sessionId, { lifetime: `${lifetimeSeconds}s` })
    },
    async read(sessionId) {
      const { session } = await api({ method: 'GET', path: pathOf(sessionId), repeatable: true })
      if (!isJsonObject(session)) throw new LoginError('ISSUER_ANSWER_INVALID', 'session: not an object')
      return session
    },
    async end(sessionId) {
      await api({ method: 'DELETE', path: pathOf(sessionId), repeatable: true })
    },
    async findByFingerprint(fingerprintId) {
      const { sessions = [] } = await api({
        method: 'POST',
        path: '/v2/sessions/search',
        repeatable: true,
        body: { queries: [{ userAgentQuery: { fingerprintId } }] },
      })
      if (!Array.isArray(sessions)) throw new LoginError('ISSUER_ANSWER_INVALID', 'sessions: not a list')
      return sessions.filter(isJsonObject).map((session) => text(session, 'id'))
    },
  }
}

const pathOf = (sessionId: string): string => `/v2/sessions/${encodeURIComponent(sessionId)}`

function userAgentOf(agent: Pick<CreateSession, 'fingerprintId' | 'address' | 'userAgent'>): BytesJson {
  const named = agent.userAgent === null || agent.userAgent === '' ? undefined : agent.userAgent.slice(0, 200)
  return {
    fingerprintId: agent.fingerprintId,
    ip: agent.address ?? undefined,
    description: named,
    header: named === undefined ? undefined : { 'user-agent': { values: [named] } },
  }
}

function text(answer: JsonObject, name: string): string {
  const value = answer[name]
  if (typeof value !== 'string' || value === '') {
    throw new LoginError('ISSUER_ANSWER_INVALID', `session: ${name} is missing`)
  }
  return value
}
