import { createHash } from 'node:crypto'
import { isSameSecret } from '@postern/protocol'
import type { Logger } from 'pino'
import type { Reload } from '../reload.ts'
import type { Config } from './config.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { Secret } from './secret.ts'

/** The keys that this process proves itself with, by the setting that names them. */
type Keys = Pick<Config, 'clientKey' | 'loginClient'>

export interface KeyWatchDeps {
  readonly running: () => Config
  readonly reload: Reload
  readonly log: Pick<Logger, 'warn' | 'info'>
  readonly onReplaced: (settings: readonly string[]) => void
}

export interface KeyWatch {
  /** One look at the files. Never rejects. */
  look(): Promise<void>
  /** How many settings name a file that does not hold what is in use. */
  stale(): number
}

/** A key that was refused is tried again after 1, 2, 4 … looks, and after so many at the latest. */
const mostLooks = 64

/**
 * Looks whether a key file holds another key than the one in use, and goes on with it if a login can be made with it (KEY-2).
 * What it compares is what stands in the file, read by its path anew each time: so it sees a file that was written over, replaced by a
 * rename or reached over another link, on every file system, as notices of the system would not.
 *
 * A file is tried when two looks in a row read the same, so that one that is just being written is left alone. Nothing but the keys is
 * read: a configuration that is being edited waits for its SIGHUP. What is wrong changes nothing; the key before goes on.
 */
export function createKeyWatch({ running, reload, log, onReplaced }: KeyWatchDeps): KeyWatch {
  let seen: string | undefined
  let refused: { readonly hash: string; readonly pause: number; left: number } | undefined
  let told: string | undefined
  let stale: readonly string[] = []

  const tellOnce = (settings: readonly string[]): void => {
    const what = settings.join()
    if (told !== what && settings.length > 0)
      log.warn({ settings }, 'a key file cannot be read or is empty: the key before goes on')
    told = what
  }

  const isTooEarly = (hash: string): boolean => {
    if (refused?.hash !== hash) return false
    refused.left -= 1
    return refused.left > 0
  }

  const replace = async (hash: string): Promise<void> => {
    const changed = stale
    const outcome = await reload(async () => {
      const config = running()
      return deepFreeze({ ...config, ...(await keysOf(config)).keys })
    })
    if (outcome === 'refused') {
      const pause = refused?.hash === hash ? Math.min(refused.pause * 2, mostLooks) : 1
      refused = { hash, pause, left: pause }
      return
    }
    refused = undefined
    stale = []
    log.info({ settings: changed }, 'a key file was replaced: its key is in use')
    onReplaced(changed)
  }

  return {
    async look() {
      const config = running()
      const { keys, unreadable } = await keysOf(config)
      tellOnce(unreadable)
      const inUse = settingsOf(config)
      const changed = [...settingsOf(keys)].filter(
        ([name, text]) => !isSameSecret(inUse.get(name) ?? '', text),
      )
      stale = [...unreadable, ...changed.map(([name]) => name)]
      if (unreadable.length > 0 || changed.length === 0) {
        seen = undefined
        return
      }
      const hash = createHash('sha256').update(JSON.stringify(changed)).digest('base64url')
      const isWritten = seen === hash
      seen = hash
      if (isWritten && !isTooEarly(hash)) await replace(hash)
    },
    stale: () => stale.length,
  }
}

/** The keys as they stand where they came from now, and the settings whose place holds none: those keep what they have. */
async function keysOf(
  config: Keys,
): Promise<{ readonly keys: Keys; readonly unreadable: readonly string[] }> {
  const unreadable: string[] = []
  const again = (setting: string, secret: Secret): Promise<Secret> =>
    secret.readAgain().catch(() => {
      unreadable.push(setting)
      return secret
    })
  const { clientKey, loginClient } = config
  const keys: Keys = {
    clientKey: await again('clientKey', clientKey),
    loginClient:
      loginClient.kind === 'key'
        ? { kind: 'key', key: await again('loginClient.key', loginClient.key) }
        : { kind: 'token', token: await again('loginClient.token', loginClient.token) },
  }
  return { keys, unreadable }
}

const settingsOf = ({ clientKey, loginClient }: Keys): ReadonlyMap<string, string> =>
  new Map([
    ['clientKey', clientKey.reveal()],
    loginClient.kind === 'key'
      ? ['loginClient.key', loginClient.key.reveal()]
      : ['loginClient.token', loginClient.token.reveal()],
  ])
