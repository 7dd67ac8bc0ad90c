import { createHash, X509Certificate } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Guard, GuardRequest, MtlsOptions } from '../src/index.ts'
import { createTrustedAddresses, isAddressOrNetwork } from '../src/proof/trusted-addresses.ts'
import { selfSigned } from '@postern/testkit'
import { aSetting, outcomeOf, type Setting } from './support/with-keys.ts'

const [own, other] = [selfSigned('client'), selfSigned('other')]
const derOf = (pem: string) => new X509Certificate(pem).raw
const thumbprint = createHash('sha256').update(derOf(own.cert)).digest('base64url')
const proxy = '10.1.2.3'

let setting: Setting
let token: string
beforeEach(async () => {
  setting = await aSetting({ mtls: {} })
  token = setting.issuer.opaque({ cnf: { 'x5t#S256': thumbprint } })
})

interface Sent {
  readonly address?: string
  readonly certificate?: Uint8Array | null
  readonly header?: string
}

const request = ({ address = proxy, certificate = null, header }: Sent): GuardRequest => ({
  method: 'GET',
  url: '/news',
  headers: new Headers({
    authorization: `Bearer ${token}`,
    ...(header === undefined ? {} : { 'client-cert': header }),
  }),
  peer: { address, certificate: () => certificate },
})
const outcome = async (sent: Sent, guard: Guard = setting.guard) => outcomeOf(await guard(request(sent)))
const behindProxy = (over: Partial<NonNullable<MtlsOptions['proxyHeader']>> = {}): Guard =>
  setting.another({
    mtls: {
      proxyHeader: { name: 'client-cert', format: 'rfc9440', trustedAddresses: ['10.1.0.0/16'], ...over },
    },
  })
const rfc9440 = (pem: string) => `:${derOf(pem).toString('base64')}:`

describe('a token that is bound to a certificate (RFC 8705 §3)', () => {
  it('is accepted from the connection with that certificate, and from no other (MTLS-1)', async () => {
    expect(await outcome({ certificate: derOf(own.cert) })).toBe('principal')
    expect(await outcome({ certificate: derOf(other.cert) })).toBe('certificate_mismatch')
    expect(await outcome({ certificate: null })).toBe('certificate_missing')
  })

  it.each([
    ['padded', `${thumbprint}=`],
    ['in hex', createHash('sha256').update(derOf(own.cert)).digest('hex')],
    ['of SHA-1', createHash('sha1').update(derOf(own.cert)).digest('base64url')],
    ['of the PEM text', createHash('sha256').update(own.cert).digest('base64url')],
    ['empty', ''],
    ['no text', 1],
  ])('is refused when its thumbprint is %s (MTLS-1)', async (_, value) => {
    token = setting.issuer.opaque({ cnf: { 'x5t#S256': value } })
    expect(await outcome({ certificate: derOf(own.cert) })).toMatch(/token_bound|certificate_mismatch/)
  })

  it('is refused by a guard that was not told to check certificates, and from a request that says nothing of its connection', async () => {
    const { guard, issuer } = await aSetting()
    token = issuer.opaque({ cnf: { 'x5t#S256': thumbprint } })
    expect(await outcome({ certificate: derOf(own.cert) }, guard)).toBe('token_bound')
    token = setting.issuer.opaque({ cnf: { 'x5t#S256': thumbprint } })
    const { peer: _, ...plain } = request({})
    expect(outcomeOf(await setting.guard(plain))).toBe('certificate_missing')
  })

  it('is refused with the certificate alone when it is bound to a key as well', async () => {
    const guard = setting.another({ publicUrl: 'https://api.example', dpop: {} })
    token = setting.issuer.opaque({ cnf: { 'x5t#S256': thumbprint, jkt: 'A'.repeat(43) } })
    expect(await outcome({ certificate: derOf(own.cert) }, guard)).toBe('token_bound')
    expect(await outcome({ certificate: derOf(own.cert) })).toBe('token_bound')
  })
})

describe('a certificate in a header of a proxy (MTLS-2)', () => {
  it('counts from a trusted address', async () => {
    const guard = behindProxy()
    expect(await outcome({ header: rfc9440(own.cert) }, guard)).toBe('principal')
    expect(await outcome({ header: rfc9440(own.cert), address: `::ffff:${proxy}` }, guard)).toBe('principal')
    expect(await outcome({ header: rfc9440(other.cert) }, guard)).toBe('certificate_mismatch')
  })

  it('counts from nobody else, and from nobody where no header was set up', async () => {
    const header = rfc9440(own.cert)
    for (const address of ['10.2.0.1', '127.0.0.1', '::1', '', undefined as unknown as string, 'evil'])
      expect(await outcome({ header, address }, behindProxy())).toMatch(/certificate_missing|principal/)
    expect(await outcome({ header, address: '10.2.0.1' }, behindProxy())).toBe('certificate_missing')
    expect(await outcome({ header })).toBe('certificate_missing')
  })

  it("makes the proxy's own certificate count for nothing", async () => {
    expect(await outcome({ certificate: derOf(own.cert) }, behindProxy())).toBe('certificate_missing')
    expect(await outcome({ certificate: derOf(own.cert), header: rfc9440(other.cert) }, behindProxy())).toBe(
      'certificate_mismatch',
    )
  })

  it('is read as nginx writes it, where that was said', async () => {
    const guard = behindProxy({ format: 'url-encoded-pem' })
    expect(await outcome({ header: encodeURIComponent(own.cert) }, guard)).toBe('principal')
    expect(await outcome({ header: rfc9440(own.cert) }, guard)).toBe('certificate_missing')
  })

  it.each([
    ['nothing', ''],
    ['something', 'x'],
    ['two of them', `${rfc9440(own.cert)}, ${rfc9440(own.cert)}`],
    ['no colons', derOf(own.cert).toString('base64')],
    ['no certificate', `:${Buffer.from('x').toString('base64')}:`],
    ['broken escapes', '%zz'],
    ['very much', `:${'A'.repeat(20_000)}:`],
  ])('is none when it holds %s', async (_, header) => {
    for (const format of ['rfc9440', 'url-encoded-pem'] as const)
      expect(await outcome({ header }, behindProxy({ format }))).toBe('certificate_missing')
  })
})

describe('trusted addresses', () => {
  it('are single ones and networks, of both families', () => {
    const isTrusted = createTrustedAddresses(['192.0.2.7', '10.0.0.0/8', '2001:db8::/32'])
    for (const address of ['192.0.2.7', '10.255.0.1', '::ffff:10.0.0.1', '2001:db8:1::1'])
      expect([address, isTrusted(address)]).toEqual([address, true])
    for (const address of ['192.0.2.8', '11.0.0.1', '2001:db9::1', '::ffff:11.0.0.1', '', 'x', undefined])
      expect([address, isTrusted(address)]).toEqual([address, false])
  })

  it('have one form', () => {
    for (const text of ['10.0.0.1', '10.0.0.0/0', '::1', '::/128'])
      expect(isAddressOrNetwork(text)).toBe(true)
    for (const text of [
      '',
      'x',
      '10.0.0.0/33',
      '::/129',
      '10.0.0.1/',
      '10.0.0.1/8/8',
      '10.0.0',
      '10.0.0.0/-1',
      '*',
    ])
      expect(isAddressOrNetwork(text)).toBe(false)
  })
})
