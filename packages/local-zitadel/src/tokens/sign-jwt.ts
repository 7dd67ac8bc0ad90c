import { type JWTPayload, SignJWT } from 'jose'
import type { Instance } from '../state/model.ts'
import { activeWebKey, privateKeyOf } from './web-key.ts'

/** Signs claims with the active key. Header: `typ` is `JWT` also for access tokens, `kid` always there (contract 1.4). */
export async function signJwt(instance: Instance, claims: JWTPayload): Promise<string> {
  const key = activeWebKey(instance)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: 'JWT' })
    .sign(privateKeyOf(key))
}
