import type { AttemptHandle, KeepLogin, LoginEngine, Proof } from '@postern/login'
import { LoginError } from '@postern/login'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type SessionView, sessionView } from '../sessions/session-view.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { KnownDevices } from '../throttling/known-devices.ts'
import type { OpenLogins } from '../throttling/open-logins.ts'
import type { ProveWithinLimits } from '../throttling/prove-within-limits.ts'
import type { Visitor } from '../throttling/visitor.ts'
import { type CookieNames, clearCookie, setCookie } from './cookies.ts'
import { exchangeOf } from './exchange.ts'
import { formatSecret, parseAttemptId, parseSecret } from './handle.ts'
import { octetBody } from './octet-body.ts'
import { type LoginDemand, parseLoginDemand, parseProof } from './proof-bytes.ts'
import { schemas } from './schemas.ts'

export interface LoginRoutesDeps {
  readonly engine: Pick<LoginEngine, 'begin' | 'view' | 'cancel'>
  readonly sessions: Pick<Sessions, 'start' | 'end'>
  readonly proveWithinLimits: ProveWithinLimits
  readonly openLogins: OpenLogins
  readonly devices: Pick<KnownDevices, 'remember'>
  readonly cookies: CookieNames
  readonly attemptSeconds: number
  readonly deviceSeconds: number
  readonly bodyBytes: number
}

/** The login, step by step: begin, what is needed, prove, give up. */
export async function loginRoutes(app: FastifyInstance, deps: LoginRoutesDeps): Promise<void> {
  const { engine, openLogins, cookies } = deps

  app.post(
    '/auth/login',
    { ...octetBody(parseLoginDemand, deps.bodyBytes), schema: schemas.beginLogin },
    async (request, reply) => {
      const { address, userAgent } = deviceOf(request)
      await openLogins.beginning(visitorOf(request, cookies))
      const demand = request.body as LoginDemand
      const { handle, view } = await engine.begin({ ...demand, device: { address, userAgent } })
      const cookie = setCookie(cookies.login, formatSecret(handle.secret), deps.attemptSeconds)
      return reply.code(201).header('set-cookie', cookie).send(view)
    },
  )

  app.get('/auth/login', { schema: schemas.viewLogin }, (request) => engine.view(handleOf(request, cookies)))

  app.post(
    '/auth/login/proof',
    { ...octetBody(parseProof, deps.bodyBytes), schema: schemas.proveLogin },
    async (request, reply) => {
      const proof = request.body as Proof
      try {
        return await prove(handleOf(request, cookies), proof, request, reply, deps)
      } finally {
        // The engine has done it already where it came so far; nothing that fails before may leave it (CRED-4).
        ;(proof.method === 'password' ? proof.password : proof.code).fill(0)
      }
    },
  )

  app.delete('/auth/login', { schema: schemas.cancelLogin }, async (request, reply) => {
    await engine.cancel(handleOf(request, cookies))
    return reply.code(204).header('set-cookie', clearCookie(cookies.login)).send()
  })
}

async function prove(
  handle: AttemptHandle,
  proof: Proof,
  request: FastifyRequest,
  reply: FastifyReply,
  { sessions, proveWithinLimits, openLogins, devices, cookies, deviceSeconds }: LoginRoutesDeps,
): Promise<{ attempt: unknown; session: SessionView | null }> {
  const { address, userAgent } = deviceOf(request)
  const visitor = visitorOf(request, cookies)
  let started: Awaited<ReturnType<Sessions['start']>> | undefined
  const keep: KeepLogin = async (login) => {
    started = await sessions.start(login, { address, device: userAgent })
  }
  try {
    const { result, name } = await proveWithinLimits({ handle, proof, visitor, gone: goneOf(reply), keep })
    if (result.kind === 'needs' || started === undefined) return { attempt: result.view, session: null }
    const { secret, record } = started
    await openLogins.finished(visitor)
    const device = name === undefined ? undefined : await devices.remember(visitor.device, name)
    // A new handle, and what this browser had before stops working (FIX-1); so does the pre-login session (CSRF-6).
    await sessions.end(parseSecret(exchangeOf(request.raw).cookies.get(cookies.session)), 'new_login')
    reply.header('set-cookie', [
      setCookie(cookies.session, formatSecret(secret)),
      clearCookie(cookies.login),
      ...(device === undefined ? [] : [setCookie(cookies.device, formatSecret(device), deviceSeconds)]),
    ])
    return { attempt: result.view, session: sessionView(record) }
  } catch (error) {
    // Stored, and then the attempt could not be closed: nobody gets this session.
    if (started !== undefined) await sessions.end(started.secret, 'not_given_out')
    throw error
  }
}

/** Fires when the connection closes, be it after the whole answer. */
function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  if (raw.destroyed) gone.abort()
  return gone.signal
}

const visitorOf = ({ raw }: FastifyRequest, { device }: CookieNames): Visitor => {
  const { address, cookies } = exchangeOf(raw)
  return { address, device: parseSecret(cookies.get(device)) }
}

/** Both halves, or it has ended: which half is missing is nobody's business (FIX-3). */
function handleOf({ raw }: FastifyRequest, cookies: CookieNames): AttemptHandle {
  const attempt = parseAttemptId(raw.headers['postern-attempt'])
  const secret = parseSecret(exchangeOf(raw).cookies.get(cookies.login))
  if (attempt === undefined || secret === undefined)
    throw new LoginError('ATTEMPT_GONE', 'half of the handle is missing')
  return { attempt, secret }
}

function deviceOf({ raw }: FastifyRequest): {
  readonly address: string | null
  readonly userAgent: string | null
} {
  return { address: exchangeOf(raw).address, userAgent: raw.headers['user-agent']?.slice(0, 300) ?? null }
}
