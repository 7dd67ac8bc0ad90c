import type { IncomingMessage } from 'node:http'
import type { GuardRequest, Peer } from '../request.ts'

/**
 * A request of `node:http` as the guard sees it. Its headers are those of the wire: Node's own list keeps only the first of two
 * `Authorization` fields, and the second would go unseen.
 *
 * @param url where a framework has shortened `url`, the one that it was
 */
export function viewOf(request: IncomingMessage, url = request.url ?? ''): GuardRequest {
  const { method = '', rawHeaders } = request
  return { method, url, headers: { get: (name) => rawHeader(rawHeaders, name) }, peer: peerOf(request) }
}

function rawHeader(rawHeaders: readonly string[], name: string): string | null {
  let found: string | null = null
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const field = rawHeaders[index]
    if (field?.length !== name.length || field.toLowerCase() !== name) continue
    const value = rawHeaders[index + 1] ?? ''
    found = found === null ? value : `${found}, ${value}`
  }
  return found
}

/** The other end of a connection of `node:http` or `node:https`. */
export function peerOf({ socket }: IncomingMessage): Peer {
  return {
    address: socket.remoteAddress,
    certificate() {
      const read: unknown = Reflect.get(socket, 'getPeerCertificate')
      if (typeof read !== 'function') return null
      const raw: unknown = Reflect.get(read.call(socket) ?? {}, 'raw')
      return raw instanceof Uint8Array ? raw : null
    },
  }
}
