import type { GuardRequest } from '../request.ts'

/**
 * Headers as they came over the wire, for servers on `node:http`: its own list keeps only the first of two `Authorization`
 * fields, and the second would go unseen.
 *
 * @param rawHeaders names and values in turn, as in `IncomingMessage.rawHeaders`
 */
export function rawHeaders(rawHeaders: readonly string[]): GuardRequest['headers'] {
  return {
    get(name) {
      const values = rawHeaders.filter(
        (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
      )
      return values.length === 0 ? null : values.join(', ')
    },
  }
}
