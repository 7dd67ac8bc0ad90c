/**
 * Whether a text is an http or https origin as browsers write it (RFC 6454 §6.2): lower case, no path, no default port, no user
 * name, no wildcard. A text that a URL parser would repair first is not one.
 */
export function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return (
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.origin === text &&
    !url.hostname.includes('*')
  )
}
