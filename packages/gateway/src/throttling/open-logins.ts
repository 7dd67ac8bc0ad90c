import type { Store } from '@postern/store'
import type { Fingerprint } from '../audit/fingerprint.ts'
import type { Config } from '../config/config.ts'
import { countedAddress, countedNetwork } from './counted-address.ts'
import type { KnownDevices } from './known-devices.ts'
import type { LimitName } from './limit-name.ts'
import type { Refuse } from './refusals.ts'
import type { Visitor } from './visitor.ts'

/**
 * Caps on what anybody may begin (OPS-3). Counted is what was begun within the lifetime of a login and has not finished: who gives up counts
 * on, so that beginning and giving up in a circle is no way around, and the store never holds more than twice the caps.
 */
export interface OpenLogins {
  /** @throws {GatewayError} `THROTTLED` */
  beginning(visitor: Visitor): Promise<void>
  /** One of them has finished. */
  finished(visitor: Visitor): Promise<void>
}

interface Cap {
  readonly limit: LimitName
  readonly key: string
  readonly most: number
}

export function createOpenLogins(deps: {
  readonly store: Pick<Store, 'count' | 'uncount'>
  readonly devices: Pick<KnownDevices, 'find'>
  readonly fingerprint: Fingerprint
  readonly limits: Pick<Config['attempts'], 'lifetimeSeconds' | 'openPerAddress' | 'open'>
  readonly refuse: Refuse
}): OpenLogins {
  const { store, devices, fingerprint, limits, refuse } = deps
  const lifetimeMs = limits.lifetimeSeconds * 1000

  const cap = (limit: LimitName, of: string, most: number): Cap => ({
    limit,
    key: `throttle/${limit}/${of}`,
    most,
  })

  /** The narrowest first, so that whoever is over his own costs the others nothing. */
  const capsOf = async ({ address, device }: Visitor): Promise<readonly Cap[]> => {
    const { openPerAddress, open } = limits
    const known = await devices.find(device)
    if (known !== undefined) {
      // Real users still come in when strangers have filled everything.
      return [cap('openPerDevice', known.id, openPerAddress), cap('open', 'all', open + Math.ceil(open / 10))]
    }
    return [
      cap('openPerAddress', fingerprint('address', countedAddress(address)), openPerAddress),
      cap('openPerNetwork', fingerprint('address', countedNetwork(address)), 4 * openPerAddress),
      cap('open', 'all', open),
    ]
  }

  return {
    async beginning(visitor) {
      const counted: string[] = []
      for (const { limit, key, most } of await capsOf(visitor)) {
        counted.push(key)
        if ((await store.count(key, lifetimeMs)) <= most) continue
        await Promise.all(counted.map((each) => store.uncount(each)))
        throw refuse(limit, null, lifetimeMs)
      }
    },
    async finished(visitor) {
      const caps = await capsOf(visitor)
      await Promise.all(caps.map(({ key }) => store.uncount(key)))
    },
  }
}
