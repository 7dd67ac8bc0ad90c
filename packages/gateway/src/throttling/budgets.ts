import type { Now } from '@postern/protocol'
import type { Store } from '@postern/store'
import type { LimitName } from './limit-name.ts'

/** So many wrong tries in a window, then a pause. */
export interface Budget {
  readonly limit: LimitName
  /** Whose it is: keyed hashes. */
  readonly of: string
  readonly tries: number
  readonly windowMs: number
  /** At least as long as the window, so that the counter has ended when the pause does. */
  readonly pauseMs: number
}

/** One try that was counted. */
export interface Spent {
  readonly budget: Budget
  /** The try's number within its window. */
  readonly number: number
  /** The version of the pause that it began. */
  readonly pause: number | undefined
}

/**
 * Budgets in the store. A try is spent before anything is asked, and the last one of a budget begins the pause at once: what others can
 * see of a budget never depends on how long ZITADEL took to refuse.
 */
export interface Budgets {
  /** How long the budget's pause still lasts; 0 if there is none. */
  pausedMs(budget: Budget): Promise<number>
  /** Counts one try. Of any number at the same time, as many as there are tries get a number within the budget. */
  spend(budget: Budget): Promise<Spent>
  /** It was no wrong try: as if it had not been counted. */
  giveBack(spent: Spent): Promise<void>
  /** Whole again, whoever spent from it. */
  reset(budget: Budget): Promise<void>
}

export const isWithin = ({ number, budget }: Spent): boolean => number <= budget.tries

export function createBudgets({
  store,
  now,
}: {
  readonly store: Pick<Store, 'get' | 'put' | 'delete' | 'count' | 'uncount' | 'resetCount'>
  readonly now: Now
}): Budgets {
  const keyOf = ({ limit, of }: Budget): string => `throttle/${limit}/${of}`

  return {
    async pausedMs(budget) {
      const endsAt = (await store.get(keyOf(budget)))?.expiresAt ?? null
      return endsAt === null ? 0 : endsAt - now()
    },

    async spend(budget) {
      const number = await store.count(keyOf(budget), budget.windowMs)
      if (number !== budget.tries) return { budget, number, pause: undefined }
      const begun = await store.put(keyOf(budget), new Uint8Array(0), {
        if: 'absent',
        expiresAt: now() + budget.pauseMs,
      })
      return { budget, number, pause: begun.written ? begun.version : undefined }
    },

    async giveBack({ budget, pause }) {
      await store.uncount(keyOf(budget))
      if (pause !== undefined) await store.delete(keyOf(budget), { version: pause })
    },

    async reset(budget) {
      await store.resetCount(keyOf(budget))
      await store.delete(keyOf(budget))
    },
  }
}
