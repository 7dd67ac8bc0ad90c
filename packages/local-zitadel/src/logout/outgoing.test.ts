import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { denyListed, denyListOfOriginal, denyListWithoutLoopback, loopbackOnly } from './outgoing.ts'

const nobodyKnows = async () => {
  throw new Error('ENOTFOUND')
}

describe('calls to loopback only', () => {
  it('go to an address exactly when it is loopback', async () => {
    await fc.assert(
      fc.asyncProperty(fc.ipV4(), async (address) => {
        const expected = address.startsWith('127.') ? [address] : undefined
        expect(await loopbackOnly().addressesOf(address)).toEqual(expected)
      }),
    )
  })

  it.each(['localhost', 'app.localhost'])('go to %s without asking anybody where it is', async (name) => {
    expect(await loopbackOnly().addressesOf(name)).toEqual(['127.0.0.1', '::1'])
  })

  it.each(['localhost.example', 'notlocalhost', 'example', '', '::2', '::ffff:10.0.0.1', '0.0.0.0', '::'])(
    'do not go to %j',
    async (host) => {
      expect(await loopbackOnly().addressesOf(host)).toBeUndefined()
    },
  )
})

describe('calls that a deny list leaves (contract 9)', () => {
  const withNames = (
    names: Readonly<Record<string, readonly string[]>>,
    list: readonly string[] = denyListWithoutLoopback,
  ) => denyListed(list, async (name) => names[name] ?? nobodyKnows())

  it('go to every address that no network of the list holds', async () => {
    const { addressesOf } = withNames({})
    const outside = ['127.0.0.1', '::1', '192.0.2.1', '172.32.0.1', '100.128.0.1', '2001:db8::1']
    const inside = ['10.255.0.1', '172.31.255.255', '192.168.0.1', '169.254.169.254', '198.19.0.1', 'fe80::1']
    for (const address of outside) expect(await addressesOf(address)).toEqual([address])
    for (const address of [...inside, '::ffff:10.0.0.1', '0.0.0.0', '::'])
      expect(await addressesOf(address)).toBeUndefined()
  })

  it('go to a name only when all of its addresses are let through', async () => {
    const { addressesOf } = withNames({
      public: ['192.0.2.1'],
      half: ['192.0.2.1', '10.0.0.1'],
      nowhere: [],
    })
    expect(await addressesOf('public')).toEqual(['192.0.2.1'])
    for (const name of ['half', 'nowhere', 'unknown', '']) expect(await addressesOf(name)).toBeUndefined()
  })

  it('do not go to loopback by the original’s list, whatever it is called', async () => {
    const { addressesOf } = withNames({ mine: ['127.0.0.1'], localhost: ['192.0.2.1'] }, denyListOfOriginal)
    for (const host of ['127.0.0.1', '127.255.0.1', '::1', '::ffff:127.0.0.1', 'localhost', 'mine'])
      expect(await addressesOf(host)).toBeUndefined()
  })
})
