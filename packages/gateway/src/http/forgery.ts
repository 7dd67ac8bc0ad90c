import type { IncomingHttpHeaders } from 'node:http'
import { GatewayError } from '../errors.ts'

export const csrfHeader = 'postern-csrf'

/**
 * Refuses a request that another site could have made (CSRF-1, CSRF-2, CSRF-4).
 *
 * Whatever its method, it must carry our header, which a form or an image cannot send and a script of another origin may not, since
 * no preflight is ever answered. And it must say where it comes from: `Origin`, if present, equal to ours to the letter; otherwise
 * `Sec-Fetch-Site: same-origin`. A request that says neither is refused: browsers say it.
 *
 * @throws {GatewayError} `REQUEST_FORGED`
 */
export function checkOwnRequest(headers: IncomingHttpHeaders, publicOrigin: string): void {
  if (headers[csrfHeader] !== '1') throw new GatewayError('REQUEST_FORGED', 'header missing')
  checkOrigin(headers, publicOrigin)
  if (headers.origin === undefined && headers['sec-fetch-site'] !== 'same-origin')
    throw new GatewayError('REQUEST_FORGED', 'site unknown')
}

/**
 * The rule for files of the application, which speak for no session: from here, or a navigation of the whole window, which is how
 * people arrive by a link. Nothing that another site embeds.
 *
 * @throws {GatewayError} `REQUEST_FORGED`
 */
export function checkFileRequest(headers: IncomingHttpHeaders, publicOrigin: string): void {
  checkOrigin(headers, publicOrigin)
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  if (!isNavigation) throw new GatewayError('REQUEST_FORGED', 'embedded by another site')
}

/**
 * The rule for web sockets, which no preflight guards and whose handshake cannot carry our header (CSRF-9, RFC 6455 §10.2): `Origin`
 * must be there and be ours to the letter. Browsers always send it, and no script can set it.
 *
 * @throws {GatewayError} `REQUEST_FORGED`
 */
export function checkWebSocketRequest(headers: IncomingHttpHeaders, publicOrigin: string): void {
  if (headers.origin === undefined) throw new GatewayError('REQUEST_FORGED', 'origin missing')
  checkOrigin(headers, publicOrigin)
}

function checkOrigin({ origin, 'sec-fetch-site': site }: IncomingHttpHeaders, publicOrigin: string): void {
  if (origin !== undefined && origin !== publicOrigin) throw new GatewayError('REQUEST_FORGED', 'origin')
  // Both are set by the browser alone; where they disagree, neither is believed.
  if (origin !== undefined && site !== undefined && site !== 'same-origin')
    throw new GatewayError('REQUEST_FORGED', 'origin and site disagree')
}
