import type { Logger } from 'pino'
import type { KeyWatch } from './config/key-watch.ts'
import type { Runtime } from './runtime.ts'
import { periodically } from './sessions/periodically.ts'

/** How often ZITADEL is told what is still to be ended. */
const tellMs = 5_000
/** How often guards are told what has ended and what they have not heard of at once. */
const evictMs = 4_000
/** How soon what is open under a session is cut off when another process has ended it. */
const watchMs = 1_500
/** How often it is looked for what is over. */
const tidyMs = 30_000
/** How often it is looked whether a key file was replaced. */
const keysMs = 2_500

export interface WorkBehindDeps {
  readonly current: () => Pick<Runtime, 'outbox' | 'evictions' | 'watch' | 'tidy'>
  readonly keyWatch: Pick<KeyWatch, 'look'>
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Pick<Logger, 'error'>
}

/** Begins what is done behind the requests, each time by whichever runtime is the current one: what is returned stops it. */
export function beginWorkBehind({ current, keyWatch, wait, log }: WorkBehindDeps): () => Promise<void> {
  const onError = (error: unknown): void => log.error({ err: error }, 'work behind the requests failed')
  const works = [
    periodically(tellMs, () => current().outbox.round(), { wait, onError }),
    periodically(evictMs, () => current().evictions.round(), { wait, onError }),
    periodically(watchMs, () => current().watch(), { wait, onError }),
    periodically(tidyMs, (stopping) => current().tidy(stopping), { wait, onError }),
    periodically(keysMs, () => keyWatch.look(), { wait, onError }),
  ]
  return async () => {
    await Promise.all(works.map((each) => each.stop()))
  }
}
