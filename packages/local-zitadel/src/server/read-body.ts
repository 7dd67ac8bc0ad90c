import type { IncomingMessage } from 'node:http'

/** Larger than anything the original takes by REST; its OIDC endpoints were seen to read 5 MiB (contract 6.1). */
const limit = 16 * 1024 * 1024

/** The whole body, or nothing when it is larger than this server reads. */
export async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes: Buffer = chunk
    size += bytes.length
    if (size > limit) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks, size)
}
