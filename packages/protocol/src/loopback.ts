/**
 * Whether a host name as it stands in a URL (`URL.hostname`) is this machine: `127.0.0.0/8`, `[::1]`, `localhost`.
 * Nothing is resolved; a name that only begins or ends like one of them is not one, since a resolver may send it anywhere.
 *
 * @see RFC 8252 §7.3
 */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.toLowerCase()
  if (host === 'localhost' || host === '[::1]' || host === '::1') return true
  const parts = host.split('.')
  return (
    parts.length === 4 &&
    parts[0] === '127' &&
    parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  )
}
