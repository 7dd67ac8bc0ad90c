import { createServer } from 'node:http'
import type { LoginEngine } from '@postern/login'
import { createAccessLog } from './audit/access-log.ts'
import { type Audit, createAudit } from './audit/audit.ts'
import { createFingerprint } from './audit/fingerprint.ts'
import { auditLoginEvents } from './audit/login-events.ts'
import { reportErrors } from './audit/report-errors.ts'
import type { Config } from './config/config.ts'
import { deploymentKeysOf } from './config/login-settings.ts'
import { createEvictions, type Evictions } from './evictions/evictions.ts'
import { connectGuards } from './evictions/guard-connections.ts'
import { createSendEviction } from './evictions/send-eviction.ts'
import { createApp } from './http/app.ts'
import { createClientAddress } from './http/client-address.ts'
import { cookieNames } from './http/cookies.ts'
import { createEdge } from './http/edge.ts'
import type { EdgeListener } from './http/server.ts'
import { createUnderWay } from './http/under-way.ts'
import type { Lasting } from './lasting.ts'
import { createProxy } from './proxy/proxy.ts'
import { createEndAllOf } from './sessions/end-all-of.ts'
import { createEnding } from './sessions/ending.ts'
import { createIssuerLogout } from './sessions/issuer-logout.ts'
import { createJudgement } from './sessions/judgement.ts'
import { createLiveWatch, type LiveWatch } from './sessions/live-watch.ts'
import { createOutbox, type Outbox } from './sessions/outbox.ts'
import { createOwnSessions } from './sessions/own-sessions.ts'
import { createReaper } from './sessions/reaper.ts'
import { retentionMs, sessionLimits } from './sessions/session-limits.ts'
import { createSessionRecords } from './sessions/session-records.ts'
import { createSessions } from './sessions/sessions.ts'
import { createLimits } from './throttling/create-limits.ts'
import { tracedHttp } from './tracing/traced-http.ts'

/** The bodies of the gateway's own addresses. */
const ownBodyBytes = 16 * 1024

/** Everything that is made out of one configuration. */
export interface Runtime {
  readonly config: Config
  readonly engine: LoginEngine
  readonly audit: Audit
  readonly serve: EdgeListener
  readonly outbox: Pick<Outbox, 'round' | 'close'>
  readonly evictions: Pick<Evictions, 'round'>
  readonly watch: LiveWatch
  /** Ends what nobody will come back for: attempts left behind, sessions over their limits. */
  readonly tidy: (stopping: AbortSignal) => Promise<void>
  readonly underWay: () => number
  /** Tells all web sockets that the gateway goes away. */
  closeWebSockets(): void
  /** Lets what is under way end, then closes. Takes no requests any more. May be called twice. */
  retire(): Promise<void>
}

/** Builds a gateway out of its parts. Besides `createGateway`, the only place that knows all of them. */
export async function createRuntime(config: Config, lasting: Lasting): Promise<Runtime> {
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
  const toGuards = connectGuards(config, lasting.createPool)
  const ending = createEnding({
    ...common,
    ...sealed,
    guards: config.guards.map(({ url }) => url),
    limits: sessionTimes,
  })
  const evictions = createEvictions({
    ...common,
    ...ending,
    guards: toGuards.guards,
    notes: ending.evictionNotes,
    send: createSendEviction({ ...common, http: toGuards.http, randomBytes }),
    onOutcome: metering.guardTold,
  })
  const outbox = createOutbox({
    ...common,
    ...ending,
    onEnded: evictions.tell,
    onBacklog: lasting.backlog.note,
  })
  const sessions = createSessions({ ...common, ...sealed, ...ending, outbox, limits: sessionTimes })
  const endAllOf = createEndAllOf({ ...common, ...ending, end: outbox.end })
  const reap = createReaper({ ...common, ...ending, retentionMs: retentionMs(sessionTimes) })
  const proxy = createProxy({
    ...common,
    routes: config.routes,
    sessions,
    places: lasting.webSocketPlaces,
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
    issuerLogout: createIssuerLogout({ ...common, ...sealed, ...ending, endAllOf, onEnded: evictions.tell }),
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
    await evictions.close()
    await toGuards.close()
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
    evictions,
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
