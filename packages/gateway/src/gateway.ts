import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LoginEngine, LoginEvents } from '@postern/login'
import type { HttpClient, Now, RandomBytes } from '@postern/protocol'
import type { Store } from '@postern/store'
import type { DestinationStream, Logger } from 'pino'
import type { Registry } from 'prom-client'
import { createAccessLog } from './audit/access-log.ts'
import { type Audit, createAudit } from './audit/audit.ts'
import { createFingerprint } from './audit/fingerprint.ts'
import { createLogger } from './audit/logger.ts'
import { auditLoginEvents } from './audit/login-events.ts'
import { patientDestination } from './audit/patient-destination.ts'
import { codeOf, reportErrors } from './audit/report-errors.ts'
import type { Config } from './config/config.ts'
import { deploymentKeysOf } from './config/login-settings.ts'
import { createHealthServer } from './health/health.ts'
import { createReadiness } from './health/readiness.ts'
import { createApp } from './http/app.ts'
import { createClientAddress } from './http/client-address.ts'
import { cookieNames } from './http/cookies.ts'
import { createCorrelations } from './http/correlations.ts'
import { createEdge } from './http/edge.ts'
import { closeServer, listen } from './http/listening.ts'
import { createEdgeServer, type EdgeListener } from './http/server.ts'
import { createUnderWay } from './http/under-way.ts'
import { createMetering, type Metering } from './metrics/metering.ts'
import { createMetrics } from './metrics/metrics.ts'
import { type CreatePool, createProxy } from './proxy/proxy.ts'
import { createReload, type Reload } from './reload.ts'
import { type CheckTimes, createCheckTimes } from './same-face/check-times.ts'
import { createEndAllOf } from './sessions/end-all-of.ts'
import { createEnding } from './sessions/ending.ts'
import { createIssuerLogout } from './sessions/issuer-logout.ts'
import { createJudgement } from './sessions/judgement.ts'
import { createLiveSessions, type LiveSessions } from './sessions/live-sessions.ts'
import { createLiveWatch, type LiveWatch } from './sessions/live-watch.ts'
import { createOutbox, type Outbox } from './sessions/outbox.ts'
import { createOwnSessions } from './sessions/own-sessions.ts'
import { type Periodical, periodically } from './sessions/periodically.ts'
import { createReaper } from './sessions/reaper.ts'
import { retentionMs, sessionLimits } from './sessions/session-limits.ts'
import { createSessionRecords } from './sessions/session-records.ts'
import { createSessions } from './sessions/sessions.ts'
import { announce } from './start-notice.ts'
import { createLimits } from './throttling/create-limits.ts'
import { createTracing, type Tracing } from './tracing/tracing.ts'
import { tracedHttp } from './tracing/traced-http.ts'

/** What the gateway uses and does not make. */
export interface GatewayDeps {
  /** Makes the login engine of one configuration; `events` brings what happens in it into the audit trail. */
  readonly createEngine: (events: LoginEvents, parts: EngineParts) => LoginEngine
  /** Closed by whoever made it, after the gateway. */
  readonly store: Store
  readonly now: Now
  /** Milliseconds of a clock that never goes back, for durations. Default: `now`. */
  readonly ticks?: () => number
  readonly randomBytes: RandomBytes
  /** Where the log goes, such as `pino.destination(1)`. What it throws is counted, and ends nothing. */
  readonly logDestination: DestinationStream
  /** Makes connections to services: `(origin, options) => new Pool(origin, options)` with undici's Pool. */
  readonly createPool: CreatePool
  /** Adds what is known of the process itself to the metrics, such as `processMetrics`. Default: nothing. */
  readonly collectProcess?: (registry: Registry) => void
  /** Resolves after so many milliseconds or when the signal says stop. Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
  /** The same for refusals, which are held until their deadline (SAME-FACE). Default: `wait`. */
  readonly waitForDeadline?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** What an engine is made with, besides what its maker has. */
export interface EngineParts {
  readonly config: Config
  readonly log: Pick<Logger, 'warn'>
  /** The same network, whose calls are counted and traced. */
  readonly watched: (http: HttpClient) => HttpClient
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
  /** Goes on with another configuration, or with the one it has; which of them, and why, is in the log. Never rejects. */
  reload: Reload
  /**
   * Says no at `/readyz`, for as long as is configured; stops taking requests, lets those under way end, tries once more what is to be
   * ended at ZITADEL, and closes the engine.
   */
  close(): Promise<void>
}

/** How long requests may go on when the gateway ends. */
const graceMs = 10_000

/** How often ZITADEL is told what is still to be ended. */
const tellMs = 5_000
/** How soon what is open under a session is cut off when another process has ended it. */
const watchMs = 1_500
/** How often it is looked for what is over. */
const tidyMs = 30_000

/** The bodies of the gateway's own addresses. */
const ownBodyBytes = 16 * 1024

/** What lives as long as the process, whatever the configuration: handed from runtime to runtime. */
interface Lasting extends GatewayDeps {
  readonly log: Logger
  readonly ticks: () => number
  readonly wait: NonNullable<GatewayDeps['wait']>
  readonly metering: Metering
  readonly tracing: Tracing
  readonly live: LiveSessions
  readonly checkTimes: CheckTimes
  /** Makes a name for a request. */
  readonly correlation: () => string
}

/** Everything that is made out of one configuration. */
interface Runtime {
  readonly config: Config
  readonly engine: LoginEngine
  readonly audit: Audit
  readonly serve: EdgeListener
  readonly outbox: Pick<Outbox, 'round' | 'backlog' | 'close'>
  readonly watch: LiveWatch
  /** Ends what nobody will come back for: attempts left behind, sessions over their limits. */
  readonly tidy: (stopping: AbortSignal) => Promise<void>
  readonly underWay: () => number
  /** Tells all web sockets that the gateway goes away. */
  closeWebSockets(): void
  /** Lets what is under way end, then closes. Takes no requests any more. May be called twice. */
  retire(): Promise<void>
}

/** Builds the gateway out of its parts. This and `createGateway` are the only places that know all of them. */
async function createRuntime(config: Config, lasting: Lasting): Promise<Runtime> {
  const { now, store, randomBytes, log, ticks, metering, tracing, wait } = lasting
  const deploymentKeys = deploymentKeysOf(config)
  const audit = metering.heard(createAudit(log, { client: config.publicOrigin }))
  const fingerprint = createFingerprint(deploymentKeys)
  const audited = auditLoginEvents(audit, fingerprint)
  const engine = lasting.createEngine(
    (event) => {
      audited(event)
      if (event.name !== 'login.step') return
      metering.measured(event)
      tracing.measured(event)
    },
    { config, log, watched: (http) => metering.watched(tracedHttp(http, tracing)) },
  )
  const sealed = { store, deploymentKeys, randomBytes, now }
  const records = createSessionRecords(sealed)
  const sessionTimes = sessionLimits(config)
  const common = {
    audit,
    fingerprint,
    records,
    live: lasting.live,
    now,
    log,
    wait,
    engine,
    judge: createJudgement({ engine, records, now }),
    cookies: cookieNames(config.cookies.prefix),
    publicOrigin: config.publicOrigin,
  }
  const ending = createEnding({ ...common, ...sealed, limits: sessionTimes })
  const outbox = createOutbox({ ...common, ...ending })
  const sessions = createSessions({ ...common, ...sealed, ...ending, outbox, limits: sessionTimes })
  const endAllOf = createEndAllOf({ ...common, ...ending, end: outbox.end })
  const reap = createReaper({ ...common, ...ending, retentionMs: retentionMs(sessionTimes) })
  const proxy = createProxy({
    ...common,
    routes: config.routes,
    sessions,
    createPool: lasting.createPool,
    randomBytes,
    tracing,
  })
  const limits = createLimits({
    ...common,
    store,
    randomBytes,
    wait: lasting.waitForDeadline ?? wait,
    times: lasting.checkTimes,
    limits: config.attempts,
  })

  const accessLog = createAccessLog({ log, metering, tracing, ticks })
  const report = { onError: reportErrors(log, metering), onAnswered: accessLog.answered }
  let edge: EdgeListener = () => undefined
  const app = await createApp({
    ...common,
    ...report,
    ...limits,
    sessions,
    ownSessions: createOwnSessions({ ...common, sessions, outbox, endAllOf }),
    issuerLogout: createIssuerLogout({ ...common, ...sealed, ...ending, endAllOf }),
    attemptSeconds: config.attempts.lifetimeSeconds,
    deviceSeconds: config.attempts.deviceDays * 86_400,
    bodyBytes: ownBodyBytes,
    appDirectory: config.app?.directory ?? null,
    serverFactory: (handler) => {
      edge = createEdge({
        ...common,
        ...report,
        clientAddress: createClientAddress(config),
        proxy,
        app: handler,
        correlation: lasting.correlation,
      })
      // The framework wants one of its own. It never listens: requests come from the gateway's.
      return createServer()
    },
  })
  const underWay = createUnderWay()
  const retire = async (): Promise<void> => {
    await underWay.idle()
    await Promise.all([app.close(), proxy.close(), sessions.close()])
    await engine.close()
  }
  let retired: Promise<void> | undefined

  return {
    config,
    engine,
    audit,
    serve(request, response, kind) {
      // One listener more than Node expects is usual where a file is sent.
      response.setMaxListeners(20).once('close', underWay.begin())
      accessLog.began(request)
      tracing.serve(request, response, config.trustTraceContext, () => edge(request, response, kind))
    },
    outbox,
    watch: createLiveWatch({ ...common, ...ending, limits: sessionTimes }),
    async tidy(stopping) {
      await reap(stopping)
      if (!stopping.aborted) await engine.recover((id) => ending.endings.add(id, 'recovery'))
    },
    underWay: underWay.size,
    closeWebSockets: proxy.closeWebSockets,
    retire: () => (retired ??= retire()),
  }
}

/** Builds what lasts and the first runtime, and keeps the listeners before whichever runtime is the current one. */
export async function createGateway(config: Config, deps: GatewayDeps): Promise<Gateway> {
  const { now, store, randomBytes, wait = timer, ticks = now } = deps
  const tracing = createTracing()
  const metrics = createMetrics(deps.collectProcess)
  const metering = createMetering(metrics, ticks)
  const log = createLogger({
    level: config.logLevel,
    destination: patientDestination(deps.logDestination, metering.logFailed),
    now,
    traceId: tracing.traceId,
  })
  const live = createLiveSessions()
  const checkTimes = createCheckTimes({ now, randomBytes, limits: () => current.config.attempts.refusal })
  const correlation = createCorrelations(randomBytes)
  const lasting: Lasting = { ...deps, log, ticks, wait, metering, tracing, live, checkTimes, correlation }

  let current = await createRuntime(config, lasting)
  let loadedAt = now()
  let isStopping = false
  /** The current one, and those that still have something under way. */
  const runtimes = new Set([current])
  const retire = async (runtime: Runtime): Promise<void> => {
    await runtime.retire()
    runtimes.delete(runtime)
  }

  const { reload, settled } = createReload<Runtime>({
    running: () => current.config,
    build: (wanted) => createRuntime(wanted, lasting),
    swap(next) {
      const before = current
      current = next
      runtimes.add(next)
      loadedAt = now()
      log.level = next.config.logLevel
      retire(before).catch((error: unknown) => log.error({ err: error }, 'what was replaced does not close'))
    },
    isStopping: () => isStopping,
    log,
    onOutcome(outcome, error) {
      metering.reloaded(outcome)
      if (outcome === 'reloaded') announce('gateway.reloaded', current, log)
      else current.audit.write({ event: 'gateway.reload_refused', code: codeOf(error) })
    },
  })

  const readiness = createReadiness({
    engine: { ready: () => current.engine.ready() },
    store,
    now,
    randomBytes,
    wait,
    log,
  })
  const server = createEdgeServer((...parameters) => current.serve(...parameters), correlation)
  const health = createHealthServer({ readiness, metrics })

  metrics.read('postern_ready', async () => ((await readiness.isReady()) ? 1 : 0))
  metrics.read('postern_login_client_expires_seconds', async () => {
    await readiness.isReady()
    return secondsUntil(readiness.loginClientExpiresAt(), now())
  })
  metrics.read('postern_config_loaded_timestamp_seconds', () => loadedAt / 1000)
  metrics.read('postern_requests_under_way', () =>
    [...runtimes].reduce((sum, { underWay }) => sum + underWay(), 0),
  )
  metrics.read('postern_sessions_held', () => live.held().length)
  metrics.read('postern_outbox_entries', () => current.outbox.backlog().entries)
  metrics.read('postern_outbox_oldest_seconds', () => {
    const { oldestAskedAt } = current.outbox.backlog()
    return oldestAskedAt === null ? null : (now() - oldestAskedAt) / 1000
  })

  let behind: readonly Periodical[] = []
  const beginWorkBehind = (): void => {
    const onError = (error: unknown): void => log.error({ err: error }, 'work behind the requests failed')
    behind = [
      periodically(tellMs, () => current.outbox.round(), { wait, onError }),
      periodically(watchMs, () => current.watch(), { wait, onError }),
      periodically(tidyMs, (stopping) => current.tidy(stopping), { wait, onError }),
    ]
  }
  const endWorkBehind = async (): Promise<void> => {
    const grace = new AbortController()
    await Promise.race([Promise.all(behind.map((each) => each.stop())), wait(graceMs, grace.signal)])
    grace.abort()
  }

  return {
    async listen() {
      const healthPort = await listen(health, config.health)
      const port = await listen(server, config.listen).catch(async (error: unknown) => {
        await closeServer(health, 0, wait)
        throw error
      })
      beginWorkBehind()
      announce('gateway.started', current, log)
      log.info({ port, healthPort, publicOrigin: config.publicOrigin }, 'listening')
      return { port, healthPort }
    },
    async ready() {
      await current.engine.ready()
    },
    reload,
    async close() {
      isStopping = true
      readiness.drain()
      const { drainSeconds } = current.config.stop
      if (drainSeconds > 0) await wait(drainSeconds * 1000, new AbortController().signal)
      await settled()
      await closeServer(server, graceMs, wait, () => {
        for (const { closeWebSockets } of runtimes) closeWebSockets()
      })
      await endWorkBehind()
      await current.outbox.close()
      await Promise.all([...runtimes].map(retire))
      current.audit.write({ event: 'gateway.stopped' })
      await closeServer(health, 0, wait)
    },
  }
}

async function timer(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}

const secondsUntil = (at: number | null, now: number): number | null =>
  at === null ? null : (at - now) / 1000
