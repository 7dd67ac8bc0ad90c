import { networkOf } from '../network/ip-address.ts'

/** What counts as one address: of IPv6 the /64, which is what one subscriber has at the least (RFC 6177 §2). */
export const countedAddress = (address: string | null): string =>
  address === null ? '' : networkOf(address, { ipv4: 32, ipv6: 64 })

/** The network around it: what one subscriber can easily come by. */
export const countedNetwork = (address: string | null): string =>
  address === null ? '' : networkOf(address, { ipv4: 24, ipv6: 56 })
