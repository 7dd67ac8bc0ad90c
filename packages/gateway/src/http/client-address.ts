import type { IncomingMessage } from 'node:http'
import { inNetworks, parseAddress } from '../network/ip-address.ts'

/** Where a request comes from: an address in the one way that we write it, or nothing where the connection has none. */
export type ClientAddress = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string | null

export interface ClientAddressRules {
  /** Addresses and networks of the proxies before us. Empty: the client is whoever connects. */
  readonly trustedProxies: readonly string[]
  /** The one field in which these proxies say for whom they ask; they append to it. */
  readonly clientAddressHeader?: 'forwarded' | 'x-forwarded-for' | undefined
}

/**
 * Finds the client behind the proxies that are trusted, and believes nobody else (PROXY-9).
 *
 * Each proxy appends whom it got the request from, so only the end of the field is worth something: it is read from the right, as
 * long as whoever wrote an element is trusted. The first hop that is not trusted is the client; what stands to the left of it, the client
 * may have written. An element that names no address ends the way: then the trusted hop that wrote it is all that is known, never
 * something that a client can choose.
 */
export function createClientAddress({
  trustedProxies,
  clientAddressHeader: header,
}: ClientAddressRules): ClientAddress {
  const isTrusted = inNetworks(trustedProxies)
  return ({ headers, socket }) => {
    // Link-local peers come with a zone, which is ours and not theirs.
    const peer = parseAddress((socket.remoteAddress ?? '').replace(/%.*$/, ''))
    if (peer === undefined) return null
    // Several fields are one, joined in their order (RFC 9110 §5.3).
    const field = header === undefined ? undefined : headers[header]
    if (header === undefined || typeof field !== 'string') return peer
    let hop = peer
    for (const element of fromTheRight(field)) {
      if (!isTrusted(hop)) return hop
      const before = readElement[header](element)
      if (before === undefined) return hop
      hop = before
    }
    return hop
  }
}

/**
 * The elements of a list, last first (RFC 9110 §5.6.1). Quotes are matched from the right, so that an open quote which a client wrote
 * at the left cannot swallow what a proxy appended.
 */
function* fromTheRight(field: string): Generator<string> {
  let end = field.length
  let isQuoted = false
  for (let at = field.length - 1; at >= 0; at -= 1) {
    if (field[at] === '"') isQuoted = !isQuoted
    if (field[at] !== ',' || isQuoted) continue
    yield field.slice(at + 1, end).trim()
    end = at
  }
  yield field.slice(0, end).trim()
}

const readElement = {
  'x-forwarded-for': readNode,
  forwarded: readForwarded,
} as const

/** An address, in brackets or with a port where the proxy writes it so: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`. */
function readNode(text: string): string | undefined {
  const [, bracketed, four] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(text) ?? []
  if (bracketed !== undefined) return bracketed.includes(':') ? parseAddress(bracketed) : undefined
  return parseAddress(four ?? text)
}

const token = "[\\w!#$%&'*+.^`|~-]+"
const pair = `(${token})=(${token}|"[^"\\\\]*")`
const forwardedElement = new RegExp(`^${pair}(?:;${pair})*$`)

/** `for` of one element (RFC 7239 §4). `unknown` and obfuscated names are no address (§6.2, §6.3). */
function readForwarded(element: string): string | undefined {
  if (!forwardedElement.test(element)) return undefined
  const nodes = [...element.matchAll(new RegExp(pair, 'g'))].filter(
    ([, name = '']) => name.toLowerCase() === 'for',
  )
  const [only] = nodes
  return only === undefined || nodes.length > 1 ? undefined : readNode((only[2] ?? '').replaceAll('"', ''))
}
