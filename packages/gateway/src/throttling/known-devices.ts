import { encodeBase64Url, type Now, type RandomBytes } from '@postern/protocol'
import type { Entry, Store } from '@postern/store'
import type { Audit } from '../audit/audit.ts'
import type { Fingerprint } from '../audit/fingerprint.ts'

/** A browser that has logged in before. */
export interface KnownDevice {
  /** Keyed hash of its cookie's secret. */
  readonly id: string
  /** Keyed hashes of the names that have logged in from it, the latest first. */
  readonly names: readonly string[]
}

/**
 * Browsers that have logged in before, by a cookie of their own (THR-3). Whoever brings one has a budget of wrong passwords to himself for
 * the names that have logged in from it, and nothing else: it skips no factor and opens no session.
 */
export interface KnownDevices {
  find(secret: Uint8Array | undefined): Promise<KnownDevice | undefined>
  /** Adds a name that has logged in. Gives the secret for the cookie: the one that was brought, if it is known, else a new one. */
  remember(secret: Uint8Array<ArrayBuffer> | undefined, name: string): Promise<Uint8Array<ArrayBuffer>>
}

export interface KnownDevicesDeps {
  readonly store: Pick<Store, 'get' | 'put' | 'delete' | 'find'>
  readonly fingerprint: Fingerprint
  readonly audit: Pick<Audit, 'write'>
  readonly now: Now
  readonly randomBytes: RandomBytes
  readonly lifetimeMs: number
}

const secretLength = 32
/** Families share computers; nobody shares one with hundreds. */
const mostNames = 8
/** Of browsers that throw their cookies away, the store keeps no more than this. */
const mostDevicesOfAName = 32

export function createKnownDevices(deps: KnownDevicesDeps): KnownDevices {
  const { store, now } = deps
  const idOf = (secret: Uint8Array): string => deps.fingerprint('device', encodeBase64Url(secret))
  const read = (secret: Uint8Array): Promise<Entry | undefined> => store.get(`device/${idOf(secret)}`)

  const write = (
    secret: Uint8Array,
    names: readonly string[],
    condition: 'absent' | { version: number },
  ): Promise<unknown> =>
    store.put(`device/${idOf(secret)}`, Uint8Array.from(new TextEncoder().encode(names.join(' '))), {
      if: condition,
      expiresAt: now() + deps.lifetimeMs,
      indexes: names.map(indexOf),
    })

  const forgetOldest = async (name: string): Promise<void> => {
    const devices = await store.find(indexOf(name), { limit: mostDevicesOfAName + 1 })
    const tooMany = devices.slice(0, Math.max(0, devices.length - mostDevicesOfAName))
    await Promise.all(tooMany.map(({ key, version }) => store.delete(key, { version })))
  }

  return {
    async find(secret) {
      const entry = secret === undefined ? undefined : await read(secret)
      return secret === undefined || entry === undefined
        ? undefined
        : { id: idOf(secret), names: namesIn(entry) }
    },

    async remember(brought, name) {
      const entry = brought === undefined ? undefined : await read(brought)
      const secret = brought === undefined || entry === undefined ? deps.randomBytes(secretLength) : brought
      const others = entry === undefined ? [] : namesIn(entry).filter((other) => other !== name)
      // If two logins of one browser race, one name may be missing until its next login.
      await write(
        secret,
        [name, ...others].slice(0, mostNames),
        entry === undefined ? 'absent' : { version: entry.version },
      )
      await forgetOldest(name)
      if (secret !== brought) deps.audit.write({ event: 'device.remembered', name })
      return secret
    },
  }
}

const indexOf = (name: string): string => `device-of/${name}`

const namesIn = ({ value }: Entry): readonly string[] => new TextDecoder().decode(value).split(' ')
