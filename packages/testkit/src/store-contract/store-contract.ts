import { describe, it } from 'vitest'
import type { ContractCase, OpenStore } from './contract-case.ts'
import { counterCases } from './counter-cases.ts'
import { expiryCases } from './expiry-cases.ts'
import { indexCases } from './index-cases.ts'
import { limitCases } from './limit-cases.ts'
import { raceCases } from './race-cases.ts'
import { writingCases } from './writing-cases.ts'

/** Everything that the store port promises, each as something that can be run against any store. */
export const storeContractCases: readonly ContractCase[] = [
  ...writingCases,
  ...expiryCases,
  ...indexCases,
  ...counterCases,
  ...raceCases,
  ...limitCases,
]

/**
 * Registers the contract of the store port as tests of one adapter. An adapter is done when it passes.
 *
 * @param open gives an empty store each time, which lives by the clock that it is handed
 */
export function storeContract(name: string, open: OpenStore): void {
  describe(`store contract: ${name}`, () => {
    // oxlint-disable-next-line vitest/expect-expect -- the cases assert
    it.each(storeContractCases)('$name', async (each) => {
      await each.run(open)
    })
  })
}
