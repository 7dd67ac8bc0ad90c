import { setTimeout as sleep } from 'node:timers/promises'
import type { LoginEngine, LoginEvents } from '@postern/login'
import type { HttpClient, Now, RandomBytes } from '@postern/protocol'
import type { Store } from '@postern/store'
import type { DestinationStream, Logger } from 'pino'
import type { Registry } from 'prom-client'
import { createLogger } from './audit/logger.ts'
import { patientDestination } from './audit/patient-destination.ts'
import type { Config } from './config/config.ts'
import { createCorrelations } from './http/correlations.ts'
import { createMetering, type Metering } from './metrics/metering.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import type { CreatePool } from './proxy/proxy.ts'
import { createWebSocketPlaces, type WebSocketPlaces } from './proxy/web-socket-places.ts'
import { type CheckTimes, createCheckTimes } from './same-face/check-times.ts'
import { createLiveSessions, type LiveSessions } from './sessions/live-sessions.ts'
import type { Backlog } from './sessions/outbox.ts'
import { createTracing, type Tracing } from './tracing/tracing.ts'

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

/** What lives as long as the process, whatever the configuration: handed from runtime to runtime. */
export interface Lasting extends GatewayDeps {
  readonly log: Logger
  readonly ticks: () => number
  readonly wait: NonNullable<GatewayDeps['wait']>
  readonly metrics: Metrics
  readonly metering: Metering
  readonly tracing: Tracing
  readonly live: LiveSessions
  readonly webSocketPlaces: WebSocketPlaces
  readonly checkTimes: CheckTimes
  /** What is still to be told to ZITADEL, as of the last round, whichever runtime made it. */
  readonly backlog: { readonly read: () => Backlog; readonly note: (backlog: Backlog) => void }
  /** Makes a name for a request. */
  readonly correlation: () => string
}

/** @param running the configuration that is in use */
export function createLasting(
  { logLevel }: Pick<Config, 'logLevel'>,
  deps: GatewayDeps,
  running: () => Config,
): Lasting {
  const { now, randomBytes, wait = timer, ticks = now } = deps
  const tracing = createTracing()
  const metrics = createMetrics(deps.collectProcess)
  const metering = createMetering(metrics, ticks)
  let backlog: Backlog = { entries: 0, oldestAskedAt: null }
  return {
    ...deps,
    wait,
    ticks,
    tracing,
    metrics,
    metering,
    log: createLogger({
      level: logLevel,
      destination: patientDestination(deps.logDestination, metering.logFailed),
      now,
      traceId: tracing.traceId,
    }),
    live: createLiveSessions(),
    webSocketPlaces: createWebSocketPlaces(),
    checkTimes: createCheckTimes({ now, randomBytes, limits: () => running().attempts.refusal }),
    backlog: {
      read: () => backlog,
      note(latest) {
        backlog = latest
      },
    },
    correlation: createCorrelations(randomBytes),
  }
}

async function timer(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
