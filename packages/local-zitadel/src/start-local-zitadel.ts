import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { freshKeys, type KeySource, keysOfThisProcess } from './crypto/rsa-keys.ts'
import { createFaults } from './faults/faults.ts'
import { raceWindow } from './faults/race-window.ts'
import { createReadSide } from './faults/read-side.ts'
import type { LocalZitadel, LocalZitadelOptions, Seeded } from './local-zitadel.ts'
import { createDeliveries } from './logout/deliveries.ts'
import {
  denyListed,
  denyListOfOriginal,
  denyListWithoutLoopback,
  loopbackOnly,
  type Outgoing,
} from './logout/outgoing.ts'
import { defaultSeed, emptySeed } from './seed/default-seeds.ts'
import { renewSeededAddresses } from './seed/renew-seed.ts'
import { type CompleteSeed, parseSeed } from './seed/seed.ts'
import { createDispatch } from './server/dispatch.ts'
import { listenOnLoopback } from './server/listen.ts'
import { refuseProduction } from './server/safety.ts'
import { createServe } from './server/serve.ts'
import { createInstance } from './state/create-instance.ts'
import { idSource } from './state/ids.ts'
import { prune } from './state/prune.ts'
import { sqliteStateStore } from './state/sqlite-state-store.ts'
import { type Kept, memoryStateStore, type StateStore } from './state/state-store.ts'
import type { World } from './state/world.ts'

const pruneEveryMs = 3_600_000

/** Ids of a seed begin here: below every id that time gives, and the same at every first start. */
const firstSeedId = 300_000_000_000_000_000n

/**
 * Starts a ZITADEL-compatible server on loopback, inside this process. The composition root of the package: time, chance and the
 * environment come in here.
 *
 * Never for production: it enforces nothing but ZITADEL's protocol, and refuses `NODE_ENV=production`, foreign hosts and proxies.
 *
 * @throws UnsafeStart in production; SeedError for a seed with mistakes; DataFolderError for a data folder that cannot be read.
 */
export async function startLocalZitadel(options: LocalZitadelOptions = {}): Promise<LocalZitadel> {
  refuseProduction(process.env)
  const endings: (() => unknown)[] = []
  const end = async () => {
    for (const ending of endings.splice(0).toReversed()) await ending()
  }
  try {
    return { ...(await start(options, (ending) => void endings.push(ending))), close: end }
  } catch (error) {
    await end()
    throw error
  }
}

/** `atEnd` is told how to end each thing that was begun; the last one is ended first. */
async function start(
  options: LocalZitadelOptions,
  atEnd: (ending: () => unknown) => void,
): Promise<Omit<LocalZitadel, 'close'>> {
  const now = options.now ?? Date.now
  const asOriginal = options.asOriginal ?? false
  const faults = createFaults({
    races: asOriginal ? 'original' : 'strict',
    tarpit: options.tarpit ?? asOriginal,
    readLagMs: options.readLagMs ?? 0,
  })
  const seed = parseSeed(seedOf(options.seed ?? 'default'))
  const rsaKey = options.dataDir === undefined ? keysOfThisProcess() : freshKeys

  let kept: Kept | undefined
  const store: StateStore =
    options.dataDir === undefined
      ? memoryStateStore()
      : sqliteStateStore(options.dataDir, () => ({ ...found(), lastId: String(ids.last()) }))
  const found = (): Kept => {
    if (kept === undefined) throw new Error('the state is not there yet')
    return kept
  }
  atEnd(() => store.close())
  const stored = store.load()
  const ids = idSource(now, stored === undefined ? 0n : BigInt(stored.lastId))
  kept = stored ?? { ...(await plant({ now: now(), seed, rsaKey })), lastId: '0' }
  if (stored === undefined) store.changed('accounts')
  const { instance } = kept
  if (stored !== undefined && renewSeededAddresses(instance, seed)) store.changed('accounts')
  const forget = () => {
    if (prune(instance, now())) store.changed('logins')
  }
  forget()
  const forgetting = setInterval(forget, pruneEveryMs).unref()
  atEnd(() => clearInterval(forgetting))

  // In the background: a start must not wait for primes, only whoever signs.
  const signingKeys = haveSigningKeys()
  signingKeys.catch(() => {})
  atEnd(() => signingKeys.catch(() => {}))

  async function haveSigningKeys(): Promise<void> {
    if (instance.webKeys.size > 0) return
    const { addSigningKeys, makeSigningKeys } = await import('./state/signing-keys.ts')
    const making = { instance, now: now(), nextId: ids.next }
    if (options.signingKeys === undefined) await makeSigningKeys(making, rsaKey)
    else addSigningKeys(making, options.signingKeys)
    store.changed('accounts')
  }

  const outgoing = outgoingOf(options)
  const deliveries = createDeliveries({
    world: {
      instance,
      now,
      nextId: ids.next,
      signingKeysReady: () => signingKeys,
      port: () => listening.port,
    },
    // Loaded when the first call is made: most runs make none.
    postForm: async (...given) => (await import('./logout/post-form.ts')).createPostForm(outgoing)(...given),
    wait: options.wait ?? ((milliseconds, signal) => sleep(milliseconds, undefined, { signal, ref: false })),
    warn: (text) => process.emitWarning(text, 'LocalZitadelWarning'),
  })
  atEnd(() => deliveries.close())
  const world: World = {
    instance,
    now,
    randomBytes,
    nextId: ids.next,
    changed: store.changed,
    signingKeysReady: () => signingKeys,
    wait: (milliseconds) => sleep(milliseconds),
    sessionEnded: deliveries.sessionEnded,
    outgoing,
    behaviour: {
      asOriginal,
      passwordCheckMs: options.passwordCheckMs ?? 0,
      get tarpit() {
        return faults.tarpit
      },
      raceWindow: () => (faults.races === 'original' ? raceWindow() : undefined),
    },
    readSide: createReadSide({ lagMs: () => faults.readLagMs, now }),
    port: () => listening.port,
  }
  const dispatch = createDispatch({
    loadApi: once(async () => (await import('./server/api.ts')).createApi()),
    loadOidc: once(async () => (await import('./oidc/handle.ts')).handleOidc),
    loadLoginPage: once(async () => (await import('./login-page/handle.ts')).handleLoginPage),
  })
  await store.kept()
  const listening = await listenOnLoopback(
    options.port ?? 0,
    createServe({ world, dispatch, faults, kept: store.kept }),
  )
  atEnd(() => listening.close())
  return {
    issuer: `http://localhost:${listening.port}`,
    port: listening.port,
    // Written by this server, or made above.
    seeded: kept.seeded as Seeded,
    faults,
    inspect: async () => (await import('./state/inspect.ts')).inspectInstance(instance, now()),
  }
}

/** A first start: an instance as set-up leaves it, with what the seed says. */
async function plant(given: {
  readonly now: number
  readonly seed: CompleteSeed
  readonly rsaKey: KeySource
}): Promise<Pick<Kept, 'instance' | 'seeded'>> {
  const { now, seed, rsaKey } = given
  let seedId = firstSeedId
  const nextId = () => String((seedId += 65_536n))
  const instance = createInstance({ id: nextId(), ownProjectId: nextId(), tokenKey: randomBytes(32), now })
  const { plantSeed } = await import('./seed/plant-seed.ts')
  return { instance, seeded: await plantSeed({ instance, now, nextId, randomBytes, rsaKey }, seed) }
}

function outgoingOf({ asOriginal, denyLoopback }: LocalZitadelOptions): Outgoing {
  const lookUp = async (hostname: string) =>
    (await lookup(hostname, { all: true })).map(({ address }) => address)
  if (denyLoopback === true) return denyListed(denyListOfOriginal, lookUp)
  return asOriginal === true ? denyListed(denyListWithoutLoopback, lookUp) : loopbackOnly()
}

function seedOf(seed: NonNullable<LocalZitadelOptions['seed']>): unknown {
  if (seed === 'default') return defaultSeed()
  return seed === 'empty' ? emptySeed : seed
}

/** Loads once, however many ask meanwhile. */
function once<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  let loading: Promise<Loaded> | undefined
  return () => (loading ??= load())
}
