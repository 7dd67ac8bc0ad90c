import { BlockList, isIP } from 'node:net'

/** The addresses of a host name; rejects for one that nobody knows. */
export type LookUp = (hostname: string) => Promise<readonly string[]>

/** Where this server itself may call. */
export interface Outgoing {
  /** The addresses behind a host name or address (no brackets), or nothing when it may not be called or is not known. */
  addressesOf(host: string): Promise<readonly string[] | undefined>
}

const loopback = ['127.0.0.0/8', '::1/128']

/** What the original calls for nobody unless its configuration says otherwise: `HTTPClient.DenyList` (contract 9). */
export const denyListOfOriginal: readonly string[] = [
  'localhost',
  ...loopback,
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '::/128',
  'fc00::/7',
  'fe80::/10',
]

/** The same without loopback, as an administrator sets it who develops on one machine. */
export const denyListWithoutLoopback: readonly string[] = denyListOfOriginal.filter(
  (entry) => entry !== 'localhost' && !loopback.includes(entry),
)

/** Nothing but this machine, and no question to a name server about it: names below `localhost` are loopback (RFC 6761 §6.3). */
export function loopbackOnly(): Outgoing {
  const own = networks(loopback)
  return {
    async addressesOf(host) {
      if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1', '::1']
      return isIn(own, host) ? [host] : undefined
    },
  }
}

/** Everything but what a list names, by host name, address or network; a name is denied when one of its addresses is. */
export function denyListed(entries: readonly string[], lookUp: LookUp): Outgoing {
  const denied = networks(entries.filter((entry) => entry.includes('/')))
  const names = new Set(entries)
  return {
    async addressesOf(host) {
      if (host === '' || names.has(host)) return undefined
      const addresses = isIP(host) > 0 ? [host] : await lookUp(host).catch(() => [])
      return addresses.length === 0 || addresses.some((address) => isIn(denied, address))
        ? undefined
        : addresses
    },
  }
}

function networks(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [network = '', prefix] = entry.split('/')
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}

function isIn(list: BlockList, address: string): boolean {
  return isIP(address) > 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
