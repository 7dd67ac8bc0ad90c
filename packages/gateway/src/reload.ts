import type { LoginEngine } from '@postern/login'
import type { Logger } from 'pino'
import type { Config } from './config/config.ts'
import { checkReloadable } from './config/reloadable.ts'
import { GatewayError } from './errors.ts'

export type ReloadOutcome = 'reloaded' | 'refused'

/** Loads a configuration and goes on with it, or with the one before. */
export type Reload = (load: () => Promise<Config>) => Promise<ReloadOutcome>

/** What was built out of a configuration and serves nobody yet. */
interface Candidate {
  readonly engine: Pick<LoginEngine, 'ready'>
  retire(): Promise<void>
}

export interface ReloadDeps<Runtime extends Candidate> {
  readonly running: () => Config
  readonly build: (config: Config) => Promise<Runtime>
  /** Puts it in the place of the one that serves. From here on nothing can fail. */
  readonly swap: (next: Runtime) => void
  readonly isStopping: () => boolean
  readonly log: Pick<Logger, 'error'>
  readonly onOutcome: (outcome: ReloadOutcome, error?: unknown) => void
}

/**
 * Builds another runtime beside the one that serves, checks that a login could be made with it, and only then puts it in its place.
 * Whatever is wrong before that changes nothing: the log names every problem, and the old one goes on (OPS-1, KEY-2).
 *
 * One at a time; who asks meanwhile has his turn afterwards, with whatever the files say by then.
 */
export function createReload<Runtime extends Candidate>(deps: ReloadDeps<Runtime>) {
  const { running, build, swap, isStopping, log, onOutcome } = deps
  let last: Promise<unknown> = Promise.resolve()

  const checked = async (config: Config): Promise<Runtime> => {
    checkReloadable(running(), config)
    const next = await build(config)
    try {
      await next.engine.ready()
      if (isStopping()) throw new GatewayError('NOT_READY', 'the gateway is ending')
      return next
    } catch (error) {
      await next.retire()
      throw error
    }
  }

  const once = async (load: () => Promise<Config>): Promise<ReloadOutcome> => {
    try {
      swap(await checked(await load()))
      onOutcome('reloaded')
      return 'reloaded'
    } catch (error) {
      const problems = error instanceof GatewayError ? error.problems : []
      log.error({ err: error, problems }, 'the configuration was not reloaded: the one before goes on')
      onOutcome('refused', error)
      return 'refused'
    }
  }

  const reload: Reload = (load) => {
    const outcome = last.then(() => once(load))
    last = outcome
    return outcome
  }
  return { reload, settled: () => last }
}
