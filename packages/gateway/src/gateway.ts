import { codeOf } from './audit/report-errors.ts'
import type { Config } from './config/config.ts'
import { createKeyWatch } from './config/key-watch.ts'
import { createHealthServer } from './health/health.ts'
import { createReadiness } from './health/readiness.ts'
import { closeServer, listen } from './http/listening.ts'
import { createEdgeServer } from './http/server.ts'
import { createLasting, type GatewayDeps } from './lasting.ts'
import { createReload, type Reload } from './reload.ts'
import { createRuntime, type Runtime } from './runtime.ts'
import { showState } from './show-state.ts'
import { announce } from './start-notice.ts'
import { beginWorkBehind } from './work-behind.ts'

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

/** Builds what lasts and the first runtime, and keeps the listeners before whichever runtime is the current one. */
export async function createGateway(config: Config, deps: GatewayDeps): Promise<Gateway> {
  const lasting = createLasting(config, deps, () => current.config)
  const { now, wait, log, metrics, metering } = lasting

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

  const keyWatch = createKeyWatch({
    running: () => current.config,
    reload,
    log,
    onReplaced: (settings) =>
      current.audit.write({ event: 'gateway.keys_replaced', settings: [...settings] }),
  })
  const readiness = createReadiness({ ...lasting, engine: { ready: () => current.engine.ready() } })
  const server = createEdgeServer((...parameters) => current.serve(...parameters), lasting.correlation)
  const health = createHealthServer({ readiness, metrics })
  showState({
    ...lasting,
    readiness,
    runtimes,
    keyWatch,
    loadedAt: () => loadedAt,
  })

  let stopWorkBehind = async (): Promise<void> => undefined
  const endWorkBehind = async (): Promise<void> => {
    const grace = new AbortController()
    await Promise.race([stopWorkBehind(), wait(graceMs, grace.signal)])
    grace.abort()
  }

  return {
    async listen() {
      const healthPort = await listen(health, config.health)
      const port = await listen(server, config.listen).catch(async (error: unknown) => {
        await closeServer(health, 0, wait)
        throw error
      })
      stopWorkBehind = beginWorkBehind({ current: () => current, keyWatch, wait, log })
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
