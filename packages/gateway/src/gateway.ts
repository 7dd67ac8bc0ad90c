import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LoginEngine, LoginEvents } from '@postern/login'
import { encodeBase64Url, type Now, type RandomBytes } from '@postern/protocol'
import type { Store } from '@postern/store'
import type { DestinationStream, Logger } from 'pino'
import { createAudit } from './audit/audit.ts'
import { createFingerprint } from './audit/fingerprint.ts'
import { createLogger } from './audit/logger.ts'
import { auditLoginEvents } from './audit/login-events.ts'
import type { Config } from './config/config.ts'
import { deploymentKeysOf } from './config/login-settings.ts'
import { createHealthServer } from './health/health.ts'
import { createApp } from './http/app.ts'
import { cookieNames } from './http/cookies.ts'
import { createEdge } from './http/edge.ts'
import { statusOf } from './http/error-answer.ts'
import { closeServer, listen } from './http/listening.ts'
import { createEdgeServer } from './http/server.ts'
import { createThrottle } from './http/throttle.ts'
import { type CreatePool, createProxy } from './proxy/proxy.ts'
import { createEndAllOf } from './sessions/end-all-of.ts'
import { createEnding } from './sessions/ending.ts'
import { createIssuerLogout } from './sessions/issuer-logout.ts'
import { createJudgement } from './sessions/judgement.ts'
import { createLiveSessions } from './sessions/live-sessions.ts'
import { createLiveWatch } from './sessions/live-watch.ts'
import { createOutbox } from './sessions/outbox.ts'
import { createOwnSessions } from './sessions/own-sessions.ts'
import { type Periodical, periodically } from './sessions/periodically.ts'
import { createReaper } from './sessions/reaper.ts'
import { retentionMs, sessionLimits } from './sessions/session-limits.ts'
import { createSessionRecords } from './sessions/session-records.ts'
import { createSessions } from './sessions/sessions.ts'
import { noticesOf } from './start-notice.ts'

/** What the gateway uses and does not make. */
export interface GatewayDeps {
  /** Makes the login engine; `events` brings what happens in it into the audit trail. */
  readonly createEngine: (events: LoginEvents) => LoginEngine
  /** Closed by whoever made it, after the gateway. */
  readonly store: Store
  readonly now: Now
  readonly randomBytes: RandomBytes
  /** Where the log goes, such as `pino.destination(1)`. */
  readonly logDestination: DestinationStream
  /** Makes connections to services: `(origin, options) => new Pool(origin, options)` with undici's Pool. */
  readonly createPool: CreatePool
  /** Resolves after so many milliseconds or when the signal says stop. Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface Listening {
  readonly port: number
  readonly healthPort: number
}

export interface Gateway {
  /** Opens both listeners. Rejects if a port is taken. Whether a login could be made is `/readyz`'s to say. */
  listen(): Promise<Listening>
  /** Resolves when a login could be made now; rejects with the reason, such as an issuer that is not the configured one. */
  ready(): Promise<void>
  /** Stops taking requests, lets those under way end, tries once more what is to be ended at ZITADEL, and closes the engine. */
  close(): Promise<void>
}

/** How long requests may go on when the gateway ends. */
const graceMs = 10_000

/** How often ZITADEL is told what is still to be ended. */
const tellMs = 5_000
/** How soon what is open under a session is cut off when another process has ended it. */
const watchMs = 2_000
/** How often it is looked for what is over. */
const tidyMs = 30_000

/** The bodies of the gateway's own addresses. */
const ownBodyBytes = 16 * 1024

/** Builds the gateway out of its parts. This is the only place that knows all of them. */
export async function createGateway(config: Config, deps: GatewayDeps): Promise<Gateway> {
  const { now, store, randomBytes, wait = timer } = deps
  const deploymentKeys = deploymentKeysOf(config)
  const log = createLogger({ level: config.logLevel, destination: deps.logDestination, now })
  const audit = createAudit(log, { client: config.publicOrigin })
  const fingerprint = createFingerprint(deploymentKeys)
  const engine = deps.createEngine(auditLoginEvents(audit, fingerprint))
  const limits = sessionLimits(config.session)
  const sealed = { store, deploymentKeys, randomBytes, now }
  const records = createSessionRecords(sealed)
  const live = createLiveSessions()
  const common = {
    audit,
    fingerprint,
    records,
    live,
    limits,
    now,
    log,
    wait,
    engine,
    judge: createJudgement(engine),
    cookies: cookieNames(config.cookies.prefix),
    publicOrigin: config.publicOrigin,
  }
  const ending = createEnding({ ...common, ...sealed })
  const outbox = createOutbox({ ...common, ...ending })
  const sessions = createSessions({ ...common, ...ending, outbox })
  const endAllOf = createEndAllOf({ ...common, ...ending, end: outbox.end })
  const ownSessions = createOwnSessions({ ...common, sessions, outbox, endAllOf })
  const issuerLogout = createIssuerLogout({ ...common, ...sealed, ...ending, endAllOf })
  const watch = createLiveWatch({ ...common, ...ending })
  const reap = createReaper({ ...common, ...ending, retentionMs: retentionMs(limits) })
  const proxy = createProxy({ ...common, routes: config.routes, sessions, createPool: deps.createPool })
  const throttle = createThrottle({ ...common, store, limits: config.attempts })

  const report = { onError: reportErrors(log), onAnswered: reportAnswers(log) }
  const correlation = (): string => encodeBase64Url(randomBytes(12))
  let edge: RequestListener = refuse
  const server = createEdgeServer((request, response) => edge(request, response), correlation)
  const app = await createApp({
    ...common,
    ...report,
    sessions,
    ownSessions,
    issuerLogout,
    throttle,
    attemptSeconds: config.attempts.lifetimeSeconds,
    bodyBytes: ownBodyBytes,
    appDirectory: config.app?.directory ?? null,
    serverFactory: (handler) => {
      edge = createEdge({ ...common, ...report, proxy, app: handler, randomBytes })
      return server
    },
  })
  const health = createHealthServer({ engine, store, now, log })

  /** What nobody will come back for: attempts left behind, sessions over their limits. */
  const tidy = async (stopping: AbortSignal): Promise<void> => {
    await reap(stopping)
    if (!stopping.aborted) await engine.recover((id) => ending.endings.add(id, 'recovery'))
  }
  let behind: readonly Periodical[] = []
  const beginWorkBehind = (): void => {
    const onError = (error: unknown): void => log.error({ err: error }, 'work behind the requests failed')
    behind = [
      periodically(tellMs, outbox.round, { wait, onError }),
      periodically(watchMs, watch, { wait, onError }),
      periodically(tidyMs, tidy, { wait, onError }),
    ]
  }

  return {
    async listen() {
      for (const notice of noticesOf(config)) log.warn({ notice: notice.name }, notice.text)
      const healthPort = await listen(health, config.health)
      const port = await listen(server, config.listen).catch(async (error: unknown) => {
        await closeServer(health, 0, wait)
        throw error
      })
      beginWorkBehind()
      audit.write({
        event: 'gateway.started',
        flows: [...config.flows],
        weakened: noticesOf(config).map(({ name }) => name),
      })
      log.info({ port, healthPort, publicOrigin: config.publicOrigin }, 'listening')
      return { port, healthPort }
    },
    ready: () => engine.ready(),
    async close() {
      await Promise.all([closeServer(server, graceMs, wait), closeServer(health, 0, wait)])
      const grace = new AbortController()
      await Promise.race([Promise.all(behind.map((each) => each.stop())), wait(graceMs, grace.signal)])
      grace.abort()
      await Promise.all([app.close(), proxy.close(), outbox.close()])
      await engine.close()
      audit.write({ event: 'gateway.stopped' })
    },
  }
}

async function timer(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}

/** Nothing is served before everything is built. */
function refuse(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503).end()
}

function reportErrors(log: Logger) {
  return (error: unknown, correlation: string): void => {
    if (statusOf(error) >= 500) log.error({ err: error, correlation }, 'a request failed')
    else log.info({ code: codeOf(error), correlation }, 'a request was refused')
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'

/** The access log: no address, no query, no header of the request (CRED-2, FIX-4). */
function reportAnswers(log: Logger) {
  return (
    { method }: IncomingMessage,
    { statusCode, writableFinished }: ServerResponse,
    correlation: string,
    route: string,
  ): void => {
    log.info({ method, route, status: statusCode, whole: writableFinished, correlation }, 'answered')
  }
}
