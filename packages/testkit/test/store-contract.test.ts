import { describe, expect, it } from 'vitest'
import { storeContractCases } from '../src/store-contract/store-contract.ts'
import { brokenStores } from './broken-stores.ts'

const outcomes = brokenStores.flatMap(({ name, open, breaks }) =>
  breaks.map((promise) => ({ name, open, promise })),
)

describe('the store contract has teeth', () => {
  it.each(outcomes)('a store that $name fails: $promise', async ({ open, promise }) => {
    const each = storeContractCases.find(({ name }) => name === promise)
    await expect(each?.run(open)).rejects.toBeInstanceOf(Error)
  })

  it('names every case once', () => {
    const names = storeContractCases.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
