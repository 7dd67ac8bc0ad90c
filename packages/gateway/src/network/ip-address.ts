import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * The one way in which we write an IP address: IPv4 as four numbers, IPv6 by RFC 5952, an IPv4 address inside of an IPv6 one
 * (RFC 4291 §2.5.5.2) as the IPv4 address that it is. Nothing for whatever is no address; zones (`%eth0`) are none of an address.
 */
export function parseAddress(text: string): string | undefined {
  if (isIPv4(text)) return text
  if (!isIPv6(text) || text.includes('%')) return undefined
  const address = new URL(`http://[${text}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(address)
  return mapped === null ? address : [mapped[1], mapped[2]].map(asTwoNumbers).join('.')
}

function asTwoNumbers(group = ''): string {
  const value = Number.parseInt(group, 16)
  return `${value >> 8}.${value & 255}`
}

/**
 * The network that an address lies in, as text: its first `bits` bits.
 *
 * @param address as `parseAddress` gives it
 */
export function networkOf(address: string, bits: { readonly ipv4: number; readonly ipv6: number }): string {
  const isFour = isIPv4(address)
  const [groups, width, kept] = isFour
    ? [address.split('.').map(Number), 8, bits.ipv4]
    : [groupsOf(address), 16, bits.ipv6]
  const masked = groups.map((group, at) => {
    const dropped = Math.min(width, Math.max(0, width * (at + 1) - kept))
    return (group >> dropped) << dropped
  })
  return `${isFour ? masked.join('.') : masked.map((group) => group.toString(16)).join(':')}/${kept}`
}

/** The eight groups of an IPv6 address, the ones that `::` stands for filled in (RFC 4291 §2.2). */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::')
  const read = (part: string): readonly number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [first, last] = [read(head), read(tail ?? '')]
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last]
}

const cidr = /^([^/]+)(?:\/(\d{1,3}))?$/

/** An address, or a network as `10.0.0.0/8`, in a list that tells whether an address is in it. */
interface Network {
  readonly address: string
  readonly bits: number
  readonly family: 'ipv4' | 'ipv6'
}

/** Nothing for whatever is no network, and for one that would hold everybody. */
function parseNetwork(text: string): Network | undefined {
  const [, written = '', length] = cidr.exec(text) ?? []
  const address = parseAddress(written)
  if (address === undefined || (isIPv4(address) && written.includes(':'))) return undefined
  const family = isIPv4(address) ? 'ipv4' : 'ipv6'
  const most = family === 'ipv4' ? 32 : 128
  const bits = length === undefined ? most : Number(length)
  return bits < 1 || bits > most ? undefined : { address, bits, family }
}

export const isNetwork = (text: string): boolean => parseNetwork(text) !== undefined

/** Whether an address (as `parseAddress` gives it) lies in one of the networks. Texts that are none are left out. */
export function inNetworks(networks: readonly string[]): (address: string) => boolean {
  // One list each: a single one would take IPv4 addresses for inhabitants of `::/16`.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const text of networks) {
    const network = parseNetwork(text)
    if (network !== undefined) lists[network.family].addSubnet(network.address, network.bits, network.family)
  }
  return (address) => {
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    return lists[family].check(address, family)
  }
}
