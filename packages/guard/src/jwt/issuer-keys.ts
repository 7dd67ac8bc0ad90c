import { type CryptoKey, errors, type JWSHeaderParameters } from 'jose'
import { createRecentMap } from '../cache/recent-map.ts'
import { GuardError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import type { KeySet } from './read-keys.ts'

/** ZITADEL says `max-age=300` of its keys (contract 1.4): a key that left the set stops working within it (JOSE-3). */
const freshMs = 300_000
const cooldownMs = 30_000
/** A `kid` that was not there when the set was read anew causes no other reading for so long. */
const penaltyMs = 60_000
const penaltyBoxSize = 1_000

/** The key that a token's header asks for, or nothing. Throws a GuardError `JUDGEMENT_UNAVAILABLE` where the set cannot be read. */
export type FindKey = (header: JWSHeaderParameters) => Promise<CryptoKey | undefined>

/**
 * The issuer's keys by `kid`. However many tokens come with invented key ids, the set is read once per
 * cool-down (JOSE-3). `jose`'s own remote set reads the system's clock, so its local one is used.
 */
export function createIssuerKeys(settings: Settings, readKeys: () => Promise<KeySet>): FindKey {
  const { now } = settings
  const staleMs = settings.cache.staleWhileUnreachableSeconds * 1000
  const penaltyBox = createRecentMap<true>(penaltyBoxSize)
  let known: KeySet | undefined
  let missedAt = Number.NEGATIVE_INFINITY
  let reading: Promise<KeySet> | undefined

  const read = (): Promise<KeySet> =>
    (reading ??= readKeys()
      .then((set) => (known = set))
      .finally(() => (reading = undefined)))

  async function current(): Promise<KeySet> {
    const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.at
    if (known !== undefined && age >= 0 && age < freshMs) return known
    try {
      return await read()
    } catch (error) {
      // only where somebody asked for it, and only so long
      const isUnreachable = error instanceof GuardError && error.reason === 'issuer_unreachable'
      if (isUnreachable && known !== undefined && age >= 0 && age < freshMs + staleMs) return known
      throw error
    }
  }

  return async (header) => {
    const kid = header.kid ?? ''
    const set = await current()
    const key = await findIn(set, header)
    if (key !== undefined) return key
    const at = now()
    if (penaltyBox.get(kid, at) !== undefined || at - missedAt < cooldownMs) return undefined
    missedAt = at
    const found = await findIn(await read(), header)
    if (found === undefined) penaltyBox.set(kid, true, { from: at, until: at + penaltyMs })
    return found
  }
}

async function findIn(set: KeySet, header: JWSHeaderParameters): ReturnType<FindKey> {
  try {
    return await set.find(header)
  } catch (error) {
    // no key of that id and kind; several; or one that cannot be imported
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
