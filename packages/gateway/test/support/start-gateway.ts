import type { LoginEngine, LoginEvents } from '@postern/login'
import { type Entry, memoryStore, type Store } from '@postern/store'
import { secureRandom, type StoppedClock, stoppedClock } from '@postern/testkit'
import { Pool } from 'undici'
import { onTestFinished } from 'vitest'
import { type Config, createGateway, type EngineParts, type Gateway, loadConfig } from '../../src/index.ts'
import { type Browser, createBrowser } from './browser.ts'
import { call, type Call, type Reply } from './call.ts'
import { recordingStore } from './recording-store.ts'
import { type ScriptedEngine, scriptedEngine } from './scripted-engine.ts'

export const publicOrigin = 'http://localhost:8080'
export const ada = { loginName: 'ada@example.com', password: 'correct horse battery staple' }
export const totpUser = { loginName: 'grace@example.com', password: 'another long password', code: '123456' }

/** The least that a configuration must say, as it stands in a file. */
export const leastConfig = {
  publicOrigin,
  listen: { port: 0 },
  health: { port: 0 },
  issuer: 'http://localhost:9000',
  clientKey: { env: 'CLIENT_KEY' },
  projectId: '1',
  loginClient: { token: { env: 'LOGIN_CLIENT_TOKEN' } },
  flows: ['back_channel'],
  store: { kind: 'memory' },
  deploymentKeys: [{ id: 'test', env: 'DEPLOYMENT_KEY' }],
  allowInsecureLoopback: true,
}

const env = {
  CLIENT_KEY: '{"type":"application"}',
  LOGIN_CLIENT_TOKEN: 'a-login-client-token',
  DEPLOYMENT_KEY: Buffer.from(secureRandom(32)).toString('base64url'),
}

/** Shorter ones are between two looks at the store, of which there may be any number. */
const shortestWaitMs = 500

/** Files that a configuration names, by their whole path; read whenever somebody asks. */
export type Files = Readonly<Record<string, string>>

export const configOf = (changes: object, surroundings: Record<string, string> = {}, files: Files = {}) =>
  loadConfig('/config.json', {
    env: { ...env, ...surroundings },
    readFile: async (path) => {
      if (path === '/config.json') return JSON.stringify({ ...leastConfig, ...changes })
      const text = files[path]
      if (text === undefined) throw new Error('no such file')
      return text
    },
  })

export interface TestGateway {
  readonly port: number
  readonly healthPort: number
  readonly gateway: Gateway
  readonly engine: ScriptedEngine
  /** One for each configuration that was ever built, the first included. */
  readonly engines: readonly ScriptedEngine[]
  readonly clock: StoppedClock
  readonly store: Store
  /** Everything that was ever written and still lives. */
  readonly stored: () => Promise<readonly Entry[]>
  /** Every line of the log, parsed. */
  readonly log: Record<string, unknown>[]
  readonly events: (name: string) => Record<string, unknown>[]
  /** Waits that were asked for and are resolved by the test; each ends when its signal says so. Pauses below half a second just pass. */
  readonly waits: { readonly ms: number; readonly resolve: () => void }[]
  /** Lets everything that waits for so long go on: the next round of what is done behind the requests. */
  readonly tick: (ms: number) => void
  /** Exactly these headers, and the right Host unless told otherwise. */
  readonly call: (request: Call) => Promise<Reply>
  /** A browser with a cookie jar, on our own pages. */
  readonly browser: () => Browser
  /** What Prometheus would get. */
  readonly metrics: () => Promise<string>
}

export interface TestEngineParts {
  readonly events: LoginEvents
  readonly clock: StoppedClock
  readonly store: Store
  readonly config: Config
  readonly watched: EngineParts['watched']
}

export interface TestGatewayOptions {
  readonly config?: object
  readonly store?: (clock: StoppedClock) => Store
  readonly engine?: (parts: TestEngineParts) => LoginEngine
  /** Gets every scripted engine before anybody uses it. */
  readonly onEngine?: (engine: ScriptedEngine) => void
  readonly clock?: StoppedClock
  /** Until when refusals are held. Default: not at all. */
  readonly waitForDeadline?: (ms: number, signal: AbortSignal) => Promise<void>
  /** Environment variables that the configuration names. */
  readonly env?: Record<string, string>
  readonly files?: Files
}

/** The whole gateway through its composition root, on loopback, with a scripted engine; closed when the test is over. */
export async function startGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const clock = options.clock ?? stoppedClock()
  const config = await configOf(options.config ?? {}, options.env, options.files)
  const { store, stored } = recordingStore(options.store?.(clock) ?? memoryStore({ now: clock.now }))
  const log: Record<string, unknown>[] = []
  const waits: TestGateway['waits'] = []
  const engines: ScriptedEngine[] = []
  let isOver = false
  const gateway = await createGateway(config, {
    createEngine: (events, { config: read, watched }) => {
      const engine = scriptedEngine(clock.now, events)
      engine.users = [ada, totpUser]
      options.onEngine?.(engine)
      engines.push(engine)
      return options.engine?.({ events, clock, store, config: read, watched }) ?? engine
    },
    store,
    now: clock.now,
    randomBytes: secureRandom,
    logDestination: { write: (line: string) => void log.push(JSON.parse(line)) },
    createPool: (origin, poolOptions) => new Pool(origin, poolOptions),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        // Not at once: whoever tries again and again must let others run.
        if (isOver) return void setImmediate(resolve)
        if (ms < shortestWaitMs) return void setImmediate(resolve)
        signal.addEventListener('abort', () => resolve())
        waits.push({ ms, resolve })
      }),
    waitForDeadline: options.waitForDeadline ?? (async () => undefined),
  })
  const { port, healthPort } = await gateway.listen()
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= gateway.close())
  onTestFinished(async () => {
    isOver = true
    const closed = close()
    for (const { resolve } of waits) resolve()
    await closed
    await store.close()
  })
  const callIt = (request: Call): Promise<Reply> =>
    call(port, { ...request, headers: { host: new URL(publicOrigin).host, ...request.headers } })
  return {
    port,
    healthPort,
    gateway: { ...gateway, close },
    engine: engines[0] as ScriptedEngine,
    engines,
    clock,
    store,
    stored,
    log,
    events: (name) => log.filter(({ event }) => event === name),
    waits,
    tick(ms) {
      for (const each of waits) if (each.ms === ms) each.resolve()
    },
    call: callIt,
    browser: () => createBrowser(callIt),
    metrics: async () => (await call(healthPort, { path: '/metrics' })).text,
  }
}
