import { StoreError } from '../errors.ts'

/** Plain data as it lies in an envelope: JSON in UTF-8. */
export function encodeContent(content: Readonly<Record<string, unknown>>): Uint8Array {
  return Buffer.from(JSON.stringify(content))
}

/**
 * Gives the content of an envelope its type back, and forgets the bytes.
 *
 * @throws {StoreError} `RECORD_MALFORMED`. The error of the parser goes no further than its name: it may quote a token.
 */
export function decodeContent<T>(
  bytes: Uint8Array,
  parse: (content: Readonly<Record<string, unknown>>) => T,
): T {
  try {
    return parse(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')))
  } catch (error) {
    throw new StoreError('RECORD_MALFORMED', error instanceof Error ? error.name : 'not an error')
  } finally {
    bytes.fill(0)
  }
}
