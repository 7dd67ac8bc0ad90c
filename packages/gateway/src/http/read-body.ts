import type { Readable } from 'node:stream'
import { GatewayError } from '../errors.ts'
import { ownOctets } from './own-octets.ts'

/**
 * Reads a body of at most `most` octets into memory of its own, and zeroes every piece that it came in. Whoever gets it zeroes it.
 *
 * A body that says it is larger, or turns out to be, is refused at once: nothing of it is kept.
 *
 * @throws {GatewayError} `BODY_TOO_LARGE`, `BODY_MISSING`, `REQUEST_MALFORMED` (cut off)
 */
export async function readBody(
  stream: Readable,
  { most, declared }: { readonly most: number; readonly declared: string | undefined },
): Promise<Uint8Array<ArrayBuffer>> {
  const expected = declared === undefined ? most : Number(declared)
  if (!(expected <= most)) throw new GatewayError('BODY_TOO_LARGE')
  const body = ownOctets(expected)
  let length = 0
  await new Promise<void>((resolve, reject) => {
    const end = (error?: GatewayError): void => {
      stream.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut)
      if (error === undefined) return resolve()
      body.fill(0)
      reject(error)
    }
    const onData = (chunk: Buffer): void => {
      const fits = length + chunk.length <= body.length
      if (fits) body.set(chunk, length)
      length += chunk.length
      chunk.fill(0)
      if (!fits) end(new GatewayError('BODY_TOO_LARGE'))
    }
    const onEnd = (): void => end(length === 0 ? new GatewayError('BODY_MISSING') : undefined)
    const onCut = (): void => end(new GatewayError('REQUEST_MALFORMED', 'the body was cut off'))
    stream.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
  })
  return body.subarray(0, length)
}
