import type { IncomingMessage } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { GatewayError } from '../errors.ts'

/**
 * The request's body as it may go on, or nothing if there is none. A length that is told is judged at once, what comes is counted all the
 * same.
 *
 * @throws {GatewayError} `BODY_TOO_LARGE`, also by the stream
 */
export function limitedBody(request: IncomingMessage, most: number): Readable | null {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (coding === undefined && (length === undefined || length === '0')) return null
  if (length !== undefined && !(Number(length) <= most)) throw new GatewayError('BODY_TOO_LARGE')
  let count = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length
      if (count > most) done(new GatewayError('BODY_TOO_LARGE'))
      else done(null, chunk)
    },
  })
  request.on('error', (error) => counted.destroy(error))
  return request.pipe(counted)
}
