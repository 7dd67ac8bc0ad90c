import type { Store } from '@postern/store'
import type { Audit } from '../audit/audit.ts'
import type { Fingerprint } from '../audit/fingerprint.ts'
import type { Config } from '../config/config.ts'
import { GatewayError } from '../errors.ts'

/**
 * Limits tries before anything is asked of ZITADEL. Counters are in the store, shared by replicas; when the store fails, nothing goes
 * through (THR-5). Known and unknown names are counted alike (THR-6).
 */
export interface Throttle {
  /** @throws {GatewayError} `THROTTLED` */
  beginning(address: string | null): Promise<void>
  /** @throws {GatewayError} `THROTTLED` */
  password(loginName: string, address: string | null): Promise<void>
}

export function createThrottle(deps: {
  readonly store: Pick<Store, 'count'>
  readonly fingerprint: Fingerprint
  readonly audit: Audit
  readonly limits: Pick<Config['attempts'], 'perAddress' | 'perNameAndAddress'>
}): Throttle {
  const { store, fingerprint, audit, limits } = deps
  const count = async (
    limit: keyof typeof deps.limits,
    counted: string,
    name: string | null,
  ): Promise<void> => {
    const { tries, windowSeconds } = limits[limit]
    const found = await store.count(`throttle/${limit}/${counted}`, windowSeconds * 1000)
    if (found <= tries) return
    audit.write({ event: 'login.throttled', limit, name })
    throw new GatewayError('THROTTLED', limit, { retryAfterSeconds: windowSeconds })
  }
  return {
    beginning: (address) => count('perAddress', fingerprint('address', address ?? ''), null),
    password(loginName, address) {
      // Names are compared by ZITADEL without regard to case (contract 3.2).
      const name = fingerprint('name', loginName.normalize('NFKC').toLowerCase())
      return count('perNameAndAddress', `${name}.${fingerprint('address', address ?? '')}`, name)
    },
  }
}
