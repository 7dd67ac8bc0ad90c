import type { AuthRequest, Instance } from '../state/model.ts'
import { encryptOpaque } from './opaque.ts'

/**
 * The authorization code of a bound auth request: its id, encrypted (contract 2.7). Every call gives another text for the same request;
 * what makes it single use is the request's status.
 */
export async function createCode(instance: Instance, authRequest: AuthRequest): Promise<string> {
  return encryptOpaque(instance.tokenKey, authRequest.id)
}
