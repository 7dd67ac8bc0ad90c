import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inNetworks, isNetwork, networkOf, parseAddress } from './ip-address.ts'

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::1', '::1'],
    ['::1.2.3.4', '::102:304'],
  ])('%s is written %s', (given, written) => {
    expect(parseAddress(given)).toBe(written)
  })

  it.each(['', 'localhost', '192.0.2', '192.0.2.256', '192.0.2.1:80', '[::1]', 'fe80::1%eth0', ' ::1', '1'])(
    '%j is none',
    (given) => {
      expect(parseAddress(given)).toBeUndefined()
    },
  )

  it('has one way to be written, whatever way it came in', () => {
    fc.assert(
      fc.property(fc.ipV6(), (given) => {
        const written = parseAddress(given)
        expect(parseAddress(written ?? '')).toBe(written)
        expect(parseAddress(given.toUpperCase())).toBe(written)
      }),
    )
  })
})

describe('the network of an address', () => {
  const house = { ipv4: 24, ipv6: 64 }
  it.each([
    ['192.0.2.77', house, '192.0.2.0/24'],
    ['192.0.2.77', { ipv4: 32, ipv6: 64 }, '192.0.2.77/32'],
    ['2001:db8:1:2:3:4:5:6', house, '2001:db8:1:2:0:0:0:0/64'],
    ['2001:db8:1:23ff::1', { ipv4: 24, ipv6: 56 }, '2001:db8:1:2300:0:0:0:0/56'],
    ['::1', house, '0:0:0:0:0:0:0:0/64'],
  ])('of %s at %j is %s', (address, bits, network) => {
    expect(networkOf(address, bits)).toBe(network)
  })

  it('holds exactly the addresses that node:net finds in it', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => parseAddress(text) ?? '')
    fc.assert(
      fc.property(address, address, fc.integer({ min: 1, max: 32 }), (one, other, bits) => {
        const of = (each: string) => networkOf(each, { ipv4: bits, ipv6: 4 * bits })
        const isInside = inNetworks([`${one}/${one.includes(':') ? 4 * bits : bits}`])(other)
        expect(isInside).toBe(of(one) === of(other))
      }),
    )
  })
})

describe('a list of networks', () => {
  it('tells what is in it', () => {
    const isIn = inNetworks(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '::1'])
    for (const address of ['10.1.2.3', '192.0.2.1', '2001:db8:1::1', '::1'])
      expect([address, isIn(address)]).toEqual([address, true])
    for (const address of ['11.0.0.1', '192.0.2.2', '2001:db9::1', '::2'])
      expect([address, isIn(address)]).toEqual([address, false])
  })

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/0',
    '::/0',
    '::1/129',
    'proxy.internal',
    '10.0.0',
    '::ffff:10.0.0.1',
    '/8',
    '10.0.0.0/',
  ])('does not take %s', (text) => {
    expect(isNetwork(text)).toBe(false)
  })
})
