import type { Now } from '@postern/protocol'
import type { Store } from '@postern/store'
import type { Fingerprint } from '../audit/fingerprint.ts'
import type { Config } from '../config/config.ts'
import { type Budget, createBudgets, isWithin, type Spent } from './budgets.ts'
import { countedAddress, countedNetwork } from './counted-address.ts'
import { countedName } from './counted-name.ts'
import type { KnownDevices } from './known-devices.ts'
import type { Refuse } from './refusals.ts'
import type { Visitor } from './visitor.ts'

/** A password that may be tried. It is counted as wrong until somebody says otherwise. */
export interface PasswordTry {
  /** Keyed hash of the name. */
  readonly name: string
  /** Keyed hash of the address. */
  readonly address: string
  /** How many failures in a row the name has with this one, by our count. */
  readonly failures: number
  /** Whether the name has logged in from this device before. */
  readonly isKnownDevice: boolean
  /** It was right: the name's failures are forgotten, the address has not failed. */
  accepted(): Promise<void>
  /** Nobody knows: ZITADEL was not asked, or gave no answer. */
  undecided(): Promise<void>
}

/**
 * Limits what may be tried, before anything is asked of ZITADEL. Counters are in the store, shared by processes; when the store fails,
 * nothing goes through (THR-5). Known and unknown names are counted alike (THR-6).
 */
export interface Throttle {
  /** @throws {GatewayError} `THROTTLED` */
  password(loginName: string, visitor: Visitor): Promise<PasswordTry>
}

export interface ThrottleDeps {
  readonly store: Store
  readonly devices: Pick<KnownDevices, 'find'>
  readonly fingerprint: Fingerprint
  readonly refuse: Refuse
  readonly now: Now
  readonly limits: Config['attempts']
}

const dayMs = 86_400_000
const inARowMs = 7 * dayMs

export function createThrottle(deps: ThrottleDeps): Throttle {
  const { devices, fingerprint, limits, refuse } = deps
  const budgets = createBudgets(deps)

  const budget = (
    limit: 'perName' | 'perNameAndAddress' | 'perAddress' | 'perNetwork' | 'perDevice',
    of: string,
  ): Budget => {
    const { tries, windowSeconds, pauseSeconds = windowSeconds } = limits[limit]
    return { limit, of, tries, windowMs: windowSeconds * 1000, pauseMs: pauseSeconds * 1000 }
  }

  const inARow = (name: string): Budget => ({
    limit: 'failuresInARow',
    of: name,
    tries: limits.failuresInARow,
    windowMs: inARowMs,
    pauseMs: inARowMs,
  })

  /** Delays grow (THR-3): each time that a name's budget is used up in a row, its pause doubles, up to a day. */
  const grown = (usual: Budget, failures: number): Budget => ({
    ...usual,
    pauseMs: Math.max(
      usual.pauseMs,
      Math.min(dayMs, usual.pauseMs * 2 ** (Math.floor(failures / usual.tries) - 1)),
    ),
  })

  const tryOfDevice = async (name: string, address: string, device: string): Promise<PasswordTry> => {
    const own = budget('perDevice', device)
    await refusePaused([own], name)
    const all = spending(name)
    // The name's row does not limit a known device, but ZITADEL's tarpit counts its failures like everybody's.
    const { number: failures } = await all.spend({ ...inARow(name), tries: Number.POSITIVE_INFINITY })
    const { number: ownFailures } = await all.spend(inARow(device))
    await all.spend(grown(own, ownFailures))
    return {
      name,
      address,
      failures,
      isKnownDevice: true,
      // The owner is here. What strangers have spent of the name's other budgets stays spent.
      accepted: () => each([own, inARow(device), inARow(name)], budgets.reset),
      undecided: all.giveBack,
    }
  }

  const tryOfStranger = async (name: string, address: string, network: string): Promise<PasswordTry> => {
    const places = [budget('perNetwork', network), budget('perAddress', address)]
    const nameHere = budget('perNameAndAddress', `${name}.${address}`)
    const nameAnywhere = budget('perName', name)
    await refusePaused([...places, nameHere, nameAnywhere, inARow(name)], name)
    const all = spending(name)
    const { number: failures } = await all.spend(inARow(name))
    const spentAtPlaces: Spent[] = []
    for (const place of places) spentAtPlaces.push(await all.spend(place))
    await all.spend(nameHere)
    await all.spend(grown(nameAnywhere, failures))
    return {
      name,
      address,
      failures,
      isKnownDevice: false,
      async accepted() {
        await each([nameHere, nameAnywhere, inARow(name)], budgets.reset)
        // Not what the address has failed at other names: an account of one's own must not buy guesses at others (THR-6).
        await each(spentAtPlaces, budgets.giveBack)
      },
      undecided: all.giveBack,
    }
  }

  /** Looks before anything is counted, so that a flood of refused tries costs reads only. */
  const refusePaused = async (all: readonly Budget[], name: string): Promise<void> => {
    const pauses = await Promise.all(
      all.map(async (one) => ({ limit: one.limit, ms: await budgets.pausedMs(one) })),
    )
    const longest = pauses.toSorted((one, other) => other.ms - one.ms)[0]
    if (longest !== undefined && longest.ms > 0) throw refuse(longest.limit, name, longest.ms)
  }

  /** Spends of all budgets or of none: a try that is refused here has not been made. */
  const spending = (name: string) => {
    const spent: Spent[] = []
    const giveBack = (): Promise<void> => each(spent, budgets.giveBack)
    return {
      giveBack,
      async spend(one: Budget): Promise<Spent> {
        const last = await budgets.spend(one)
        spent.push(last)
        if (isWithin(last)) return last
        await giveBack()
        throw refuse(one.limit, name, one.pauseMs)
      },
    }
  }

  return {
    async password(loginName, visitor) {
      const name = fingerprint('name', countedName(loginName))
      const address = fingerprint('address', countedAddress(visitor.address))
      const known = await devices.find(visitor.device)
      const device = known?.names.includes(name) === true ? `${known.id}.${name}` : undefined
      // A device that fails as often as strangers may is one of them (THR-1).
      return device !== undefined && (await budgets.pausedMs(inARow(device))) === 0
        ? tryOfDevice(name, address, device)
        : tryOfStranger(name, address, fingerprint('address', countedNetwork(visitor.address)))
    },
  }
}

async function each<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  await Promise.all(all.map(act))
}
