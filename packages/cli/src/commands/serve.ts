import {
  type Config,
  createGateway,
  deploymentKeysOf,
  type Gateway,
  loginSettingsOf,
  processMetrics,
  undiciHttpClient,
} from '@postern/gateway'
import { createLoginEngine, isLoginError } from '@postern/login'
import type { Store } from '@postern/store'
import { Agent, Pool } from 'undici'
import { loadConfigFile, namingProblems, openStore, secureRandom } from '../deployment.ts'
import { CommandError } from '../exit-codes.ts'
import { standardErrorLog } from '../standard-error-log.ts'
import type { Terminal } from '../terminal.ts'

export interface ServeOptions {
  readonly config: string
  readonly json: boolean
}

/**
 * `postern serve`: builds the gateway out of a configuration, opens its listeners, and ends it at a signal. At SIGHUP it reads the
 * configuration and every file that it names again, and goes on with what they say now, if all of it is right. The log goes to
 * standard error, so that standard output is free for the one line that says where it listens.
 *
 * It does not wait for the issuer: a gateway that starts before its ZITADEL says so at `/readyz` and in the log. But an issuer
 * that answers wrongly, or a credential that may too much, ends the start (DISC-1, JWTB-6).
 */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<void> {
  const load = (): Promise<Config> => loadConfigFile(options.config, terminal)
  const config = await namingProblems(load)
  const store = openStore(config, terminal.now)
  const dispatcher = new Agent({ connections: 64, pipelining: 1 })
  try {
    const gateway = await namingProblems(() => build(config, store, dispatcher, terminal))
    await refuseWhatNeverWorks(gateway)
    const { port, healthPort } = await listen(gateway, config)
    terminal.onReloadAsked(() => void gateway.reload(load))
    terminal.out(
      options.json
        ? JSON.stringify({ listening: port, health: healthPort, app: config.publicOrigin })
        : `Gateway of ${config.publicOrigin} at ${config.listen.host}:${port}, health at ${config.health.host}:${healthPort}`,
    )
    await terminal.stopAsked
    await gateway.close()
  } finally {
    await store.close()
    await dispatcher.close()
  }
}

function build(config: Config, store: Store, dispatcher: Agent, { now }: Terminal): Promise<Gateway> {
  return createGateway(config, {
    createEngine: (events, { config: read, log, watched }) => {
      const settings = loginSettingsOf(read, (error) =>
        log.warn(
          { err: error },
          "the login client's credential cannot be read again: the one before goes on",
        ),
      )
      const network = undiciHttpClient({ dispatcher, allowHttpLoopbackOnly: read.allowInsecureLoopback })
      const deps = { http: watched(network), now, randomBytes: secureRandom, store, events }
      return createLoginEngine({ ...deps, deploymentKeys: deploymentKeysOf(read) }, settings)
    },
    store,
    now,
    ticks: () => performance.now(),
    randomBytes: secureRandom,
    logDestination: standardErrorLog(),
    createPool: (origin, options) => new Pool(origin, options),
    collectProcess: processMetrics,
  })
}

/** What is wrong in the set-up and will not mend itself. */
const hopeless = [
  'ISSUER_MISMATCH',
  'LOGIN_CLIENT_OVERPRIVILEGED',
  'LOGIN_CLIENT_UNPRIVILEGED',
  'LOGIN_CLIENT_EXPIRED',
  'SETTINGS_INVALID',
]

async function refuseWhatNeverWorks(gateway: Gateway): Promise<void> {
  try {
    await gateway.ready()
  } catch (error) {
    if (isLoginError(error) && hopeless.includes(error.code))
      throw new CommandError('configuration', `${error.code}: ${error.message}`, { cause: error })
  }
}

async function listen(gateway: Gateway, config: Config): Promise<{ port: number; healthPort: number }> {
  try {
    return await gateway.listen()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new CommandError('unavailable', `port ${config.listen.port} or ${config.health.port} is taken`, {
      cause: error,
    })
  }
}
