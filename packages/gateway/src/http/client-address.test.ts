import type { IncomingMessage } from 'node:http'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClientAddressRules, createClientAddress } from './client-address.ts'

const proxies = ['10.0.0.0/8', '2001:db8:ffff::/48']

const find = (
  header: ClientAddressRules['clientAddressHeader'],
  peer: string | undefined,
  field?: string,
  trustedProxies: readonly string[] = proxies,
): string | null =>
  createClientAddress({ trustedProxies, clientAddressHeader: header })({
    headers: header === undefined || field === undefined ? {} : { [header]: field },
    socket: { remoteAddress: peer } as IncomingMessage['socket'],
  })

describe("the client's address (PROXY-9)", () => {
  it('is the peer of the connection unless proxies are trusted, whatever the request says', () => {
    expect(find('x-forwarded-for', '192.0.2.1', '6.6.6.6', [])).toBe('192.0.2.1')
    expect(find(undefined, '10.0.0.1')).toBe('10.0.0.1')
    expect(find('x-forwarded-for', '192.0.2.1', '6.6.6.6')).toBe('192.0.2.1')
    expect(find('forwarded', '192.0.2.1', 'for=6.6.6.6')).toBe('192.0.2.1')
    expect(find('x-forwarded-for', undefined, '6.6.6.6')).toBeNull()
  })

  it.each([
    ['x-forwarded-for', '203.0.113.7', '203.0.113.7'],
    ['x-forwarded-for', '6.6.6.6, 203.0.113.7', '203.0.113.7'],
    ['x-forwarded-for', '6.6.6.6, 203.0.113.7, 10.9.9.9', '203.0.113.7'],
    ['x-forwarded-for', '203.0.113.7:4711', '203.0.113.7'],
    ['x-forwarded-for', '[2001:db8::7]:4711', '2001:db8::7'],
    ['x-forwarded-for', '2001:DB8::7', '2001:db8::7'],
    ['x-forwarded-for', '::ffff:203.0.113.7', '203.0.113.7'],
    ['x-forwarded-for', '6.6.6.6,203.0.113.7,::ffff:10.9.9.9', '203.0.113.7'],
    ['forwarded', 'for=203.0.113.7', '203.0.113.7'],
    ['forwarded', 'for=6.6.6.6, For="[2001:db8::7]:4711";proto=https;by=10.0.0.1', '2001:db8::7'],
    ['forwarded', 'for=6.6.6.6, for=203.0.113.7, proto=http;for="10.9.9.9:80"', '203.0.113.7'],
  ] as const)('in %s: %s is %s', (header, field, address) => {
    expect(find(header, '10.0.0.1', field)).toBe(address)
  })

  it.each([
    ['x-forwarded-for', ''],
    ['x-forwarded-for', 'unknown'],
    ['x-forwarded-for', '6.6.6.6, '],
    ['x-forwarded-for', '6.6.6.6, _hidden'],
    ['x-forwarded-for', '6.6.6.6 7.7.7.7'],
    ['x-forwarded-for', '6.6.6.6:x'],
    ['x-forwarded-for', '[6.6.6.6]'],
    ['x-forwarded-for', 'fe80::1%eth0'],
    ['forwarded', '6.6.6.6'],
    ['forwarded', 'for=unknown'],
    ['forwarded', 'for=_hidden'],
    ['forwarded', 'by=6.6.6.6'],
    ['forwarded', 'for=6.6.6.6;for=7.7.7.7'],
    ['forwarded', 'for = 6.6.6.6'],
    ['forwarded', 'for="6.6.6.6'],
    ['forwarded', 'for=2001:db8::6'],
    ['forwarded', 'for=6.6.6.6;;'],
  ] as const)('is the trusted hop that wrote what is none: %s: %j', (header, field) => {
    expect(find(header, '10.0.0.1', field)).toBe('10.0.0.1')
  })

  it('is the last trusted hop before what is none', () => {
    expect(find('x-forwarded-for', '10.0.0.1', '6.6.6.6, nonsense, 10.0.0.2')).toBe('10.0.0.2')
    expect(find('x-forwarded-for', '10.0.0.1', '10.0.0.3, 10.0.0.2')).toBe('10.0.0.3')
  })

  it('cannot be chosen by a client, whatever it writes before its request reaches the first proxy', () => {
    const client = fc.oneof(fc.ipV4(), fc.ipV6()).filter((address) => !address.startsWith('10.'))
    const written = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'"\\,;=for[]:1.6 ') }),
      fc.array(fc.ipV4()).map((all) => all.join(', ')),
    )
    fc.assert(
      fc.property(client, written, fc.integer({ min: 0, max: 3 }), (address, chosen, further) => {
        const behind = Array.from({ length: further }, (_, at) => `10.0.0.${at + 2}`)
        const expected = find(undefined, address)
        const plain = [chosen, address, ...behind].join(', ')
        expect(find('x-forwarded-for', '10.0.0.1', plain)).toBe(expected)
        const nodes = [address.includes(':') ? `"[${address}]"` : address, ...behind]
        const forwarded = [chosen, ...nodes.map((node) => `for=${node};proto=https`)].join(', ')
        expect(find('forwarded', '10.0.0.1', forwarded)).toBe(expected)
      }),
      { numRuns: 1000 },
    )
  })
})
