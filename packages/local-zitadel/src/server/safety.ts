import { hostname } from './resolve-host.ts'

/** Thrown when this server is asked to run where only a real ZITADEL may. */
export class UnsafeStart extends Error {}

/** The local server has known keys and enforces nothing: it never starts in production (design §5). */
export function refuseProduction(environment: Readonly<Record<string, string | undefined>>): void {
  if (environment['NODE_ENV'] === 'production') {
    throw new UnsafeStart('the local ZITADEL does not start with NODE_ENV=production')
  }
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|[a-z0-9-]+\.localhost)$/

/**
 * Why a request is not served at all, or nothing: its Host is not loopback (a web page that rebinds its name to 127.0.0.1 would else
 * reach this server), or it came through a proxy. Lifted by `asOriginal` only.
 */
export function unsafeRequest(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const hosts = [headers['host'], headers['x-zitadel-instance-host'], headers['x-zitadel-public-host']]
  if (
    headers['host'] === undefined ||
    hosts.some((host) => host !== undefined && !loopback.test(hostname(host)))
  ) {
    return 'the local ZITADEL answers loopback hosts only'
  }
  const proxied = Object.keys(headers).find((name) => name === 'forwarded' || name.startsWith('x-forwarded-'))
  return proxied === undefined ? undefined : `the local ZITADEL takes no ${proxied} header`
}
