import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Resolves with the port once the server listens. Rejects if it cannot. */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/**
 * Stops taking requests, lets those under way end for as long as is given, then cuts what is left: connections by itself, and by
 * `cutUpgraded` those that speak another protocol by now, of which the server knows nothing any more.
 */
export async function closeServer(
  server: Server,
  graceMs: number,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
  cutUpgraded: () => void = () => undefined,
): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const grace = new AbortController()
  await Promise.race([closed, wait(graceMs, grace.signal)])
  grace.abort()
  server.closeAllConnections()
  cutUpgraded()
  await closed
}
