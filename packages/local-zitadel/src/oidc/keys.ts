import { publishedKeys } from '../tokens/published-keys.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import { json } from './answer.ts'

/** The public keys, those not yet active and those no longer active as well: a client chooses by `kid` (contract 1.4). */
export async function keys({ world }: RequestContext): Promise<Answer> {
  await world.signingKeysReady()
  const published = publishedKeys(world).map(({ id, algorithm, publicJwk }) => ({
    use: 'sig',
    ...publicJwk,
    kid: id,
    alg: algorithm,
  }))
  return json({ keys: published }, { headers: { 'cache-control': 'max-age=300, must-revalidate' } })
}
