import { secureRandom, stoppedClock } from '@postern/testkit'
import {
  type DeploymentKey,
  type Entry,
  memoryStore,
  parseDeploymentKey,
  type SealedRecords,
  sealedRecords,
  type Store,
} from '../src/index.ts'

export interface Outer {
  readonly subject: string
  readonly lastUsedAt: number
}

export interface Inner {
  readonly accessToken: string
}

export const outer: Outer = { subject: 'user-of-the-outer-envelope', lastUsedAt: 1 }
export const inner: Inner = { accessToken: 'access-token-of-the-inner-envelope' }

export const aDeploymentKey = (): DeploymentKey =>
  parseDeploymentKey(Buffer.from(secureRandom(32)).toString('base64url'))

export function parseOuter(value: unknown): Outer {
  const { subject, lastUsedAt } = value as Outer
  if (typeof subject !== 'string' || typeof lastUsedAt !== 'number')
    throw new TypeError(`not ${String(subject)}`)
  return { subject, lastUsedAt }
}

export function parseInner(value: unknown): Inner {
  const { accessToken } = value as Inner
  if (typeof accessToken !== 'string') throw new TypeError('not a token')
  return { accessToken }
}

export interface Vault {
  readonly store: Store
  readonly clock: ReturnType<typeof stoppedClock>
  readonly keys: readonly DeploymentKey[]
  readonly records: SealedRecords<Outer, Inner>
  /** The same store with another ring or of another kind. */
  reopened(change: {
    readonly keys?: readonly DeploymentKey[]
    readonly kind?: string
  }): SealedRecords<Outer, Inner>
  /** The one entry of a record, as the store has it. */
  entryOf(recordId: string): Promise<Entry>
  /** Puts something else in its place, as somebody with access to the store could. */
  tamper(recordId: string, change: Partial<Omit<Entry, 'key' | 'version'>>): Promise<void>
}

export function aVault(store?: (now: () => number) => Store): Vault {
  const clock = stoppedClock()
  const keys = [aDeploymentKey()]
  const underlying = store?.(clock.now) ?? memoryStore({ now: clock.now })
  const reopened: Vault['reopened'] = (change) =>
    sealedRecords({
      store: underlying,
      kind: change.kind ?? 'session',
      deploymentKeys: change.keys ?? keys,
      randomBytes: secureRandom,
      now: clock.now,
      parseOuter,
      parseInner,
    })
  const entryOf: Vault['entryOf'] = async (recordId) => {
    const entry = await underlying.get(`session/${recordId}`)
    if (entry === undefined) throw new Error('no such record')
    return entry
  }
  return {
    store: underlying,
    clock,
    keys,
    records: reopened({}),
    reopened,
    entryOf,
    async tamper(recordId, change) {
      const { key, version, value, expiresAt, indexes } = { ...(await entryOf(recordId)), ...change }
      await underlying.put(key, value, { if: { version }, expiresAt, indexes })
    },
  }
}
