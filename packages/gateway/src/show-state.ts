import type { KeyWatch } from './config/key-watch.ts'
import type { Readiness } from './health/readiness.ts'
import type { Lasting } from './lasting.ts'
import type { Runtime } from './runtime.ts'

export interface ShowStateDeps extends Pick<Lasting, 'metrics' | 'now' | 'live' | 'backlog'> {
  readonly readiness: Pick<Readiness, 'isReady' | 'loginClientExpiresAt'>
  /** The current one, and those that still have something under way. */
  readonly runtimes: ReadonlySet<Pick<Runtime, 'underWay'>>
  readonly keyWatch: Pick<KeyWatch, 'stale'>
  /** When the configuration that is in use was loaded. */
  readonly loadedAt: () => number
}

/** Shows in the metrics how things stand when somebody scrapes them: in this process, whatever was reloaded in it. */
export function showState({
  metrics,
  now,
  live,
  backlog,
  readiness,
  runtimes,
  keyWatch,
  loadedAt,
}: ShowStateDeps): void {
  metrics.read('postern_ready', async () => ((await readiness.isReady()) ? 1 : 0))
  metrics.read('postern_login_client_expires_seconds', async () => {
    await readiness.isReady()
    const at = readiness.loginClientExpiresAt()
    return at === null ? null : (at - now()) / 1000
  })
  metrics.read('postern_config_loaded_timestamp_seconds', () => loadedAt() / 1000)
  metrics.read('postern_key_files_stale', keyWatch.stale)
  metrics.read('postern_requests_under_way', () =>
    [...runtimes].reduce((sum, { underWay }) => sum + underWay(), 0),
  )
  metrics.read('postern_sessions_held', () => live.held().length)
  metrics.read('postern_outbox_entries', () => backlog.read().entries)
  metrics.read('postern_outbox_oldest_seconds', () => {
    const { oldestAskedAt } = backlog.read()
    return oldestAskedAt === null ? null : (now() - oldestAskedAt) / 1000
  })
}
