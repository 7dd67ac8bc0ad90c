import { describe, expect, it } from 'vitest'
import { StoreError } from '../errors.ts'
import { inOurWords } from './failure.ts'

const failing = (properties: object): (() => never) => {
  return () => {
    throw Object.assign(new Error('as it came'), properties)
  }
}

describe('failures of SQLite and of the file system', () => {
  it.each([
    [{ errcode: 5 }, 'STORE_BUSY'],
    [{ errcode: 5 | (1 << 8) }, 'STORE_BUSY'],
    [{ errcode: 6 }, 'STORE_BUSY'],
    [{ errcode: 8 | (3 << 8) }, 'STORE_UNWRITABLE'],
    [{ errcode: 10 | (4 << 8) }, 'STORE_FAILED'],
    [{ errcode: 11 | (1 << 8) }, 'STORE_CORRUPT'],
    [{ errcode: 13 }, 'STORE_FULL'],
    [{ errcode: 14 }, 'STORE_UNWRITABLE'],
    [{ errcode: 26 }, 'STORE_FOREIGN'],
    [{ errcode: 1 }, 'STORE_CORRUPT'],
    [{ errcode: 21 }, 'STORE_FAILED'],
    [{ code: 'EACCES' }, 'STORE_UNWRITABLE'],
    [{ code: 'EROFS' }, 'STORE_UNWRITABLE'],
    [{ code: 'ENOSPC' }, 'STORE_FULL'],
    [{ code: 'ERR_INVALID_STATE' }, 'STORE_FAILED'],
    [{}, 'STORE_FAILED'],
  ])('%o is %s', (properties, code) => {
    expect(() => inOurWords(failing(properties))).toThrow(
      expect.objectContaining({ name: 'StoreError', code }),
    )
  })

  it('keeps the cause for the log', () => {
    expect(() => inOurWords(failing({ errcode: 5 }))).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ message: 'as it came' }) }),
    )
  })

  it('leaves what is in our words already', () => {
    const ours = new StoreError('STORE_CLOSED')
    expect(() =>
      inOurWords(() => {
        throw ours
      }),
    ).toThrow(ours)
  })
})
