import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.ts'

/** Lines of one head, names and values in turn. */
const mostHeaders = 100

/**
 * Refuses what the parser lets pass although the next program may read it in another way (PROXY-7).
 *
 * The parser takes any list of codings that ends with `chunked`; a coding before it would be lost when the body goes on (RFC 9112 §6.1). And
 * its own limit on the number of lines drops those beyond it, silently.
 *
 * @throws {GatewayError} `REQUEST_MALFORMED`, `HEADERS_TOO_LARGE`
 */
export function checkFraming({ headers, rawHeaders }: IncomingMessage): void {
  const coding = headers['transfer-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    throw new GatewayError('REQUEST_MALFORMED', 'transfer coding')
  if (rawHeaders.length > mostHeaders * 2) throw new GatewayError('HEADERS_TOO_LARGE')
}
