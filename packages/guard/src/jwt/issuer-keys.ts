import { createRecentMap } from '../cache/recent-map.ts'
import { GuardError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import type { SignatureCheck } from '../signature/signature-check.ts'
import type { KeySet } from './key-set.ts'
import type { NamedKey } from './read-header.ts'

/** ZITADEL says `max-age=300` of its keys (contract 1.4): a key that left the set stops working within it (JOSE-3). */
const freshMs = 300_000
const cooldownMs = 30_000
/** A `kid` that was not there when the set was read anew causes no other reading for so long. */
const penaltyMs = 60_000
const penaltyBoxSize = 1_000

/**
 * The check of the key that a token names, or nothing; at once where the key is known. Rejects with a GuardError `JUDGEMENT_UNAVAILABLE`
 * where the set cannot be read.
 */
export type FindKey = (named: NamedKey) => SignatureCheck | Promise<SignatureCheck | undefined>

/**
 * The issuer's keys by `kid`. However many tokens come with invented key ids, the set is read once per
 * cool-down (JOSE-3).
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

  const ageOf = (set: KeySet | undefined): number =>
    set === undefined ? Number.POSITIVE_INFINITY : now() - set.at

  function fresh(): KeySet | undefined {
    const age = ageOf(known)
    return age >= 0 && age < freshMs ? known : undefined
  }

  async function readAgain(): Promise<KeySet> {
    const age = ageOf(known)
    try {
      return await read()
    } catch (error) {
      // only where somebody asked for it, and only so long
      const isUnreachable = error instanceof GuardError && error.reason === 'issuer_unreachable'
      if (isUnreachable && known !== undefined && age >= 0 && age < freshMs + staleMs) return known
      throw error
    }
  }

  async function look(named: NamedKey): Promise<SignatureCheck | undefined> {
    const check = (fresh() ?? (await readAgain())).find(named)
    if (check !== undefined) return check
    const { kid } = named
    const at = now()
    if (penaltyBox.get(kid, at) !== undefined || at - missedAt < cooldownMs) return undefined
    missedAt = at
    const found = (await read()).find(named)
    if (found === undefined) penaltyBox.set(kid, true, { from: at, until: at + penaltyMs })
    return found
  }

  return (named) => fresh()?.find(named) ?? look(named)
}
