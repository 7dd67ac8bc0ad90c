import type { Machine } from '../../state/model.ts'
import type { World } from '../../state/world.ts'
import { encryptOpaque } from '../../tokens/opaque.ts'
import { namedKey, patText } from '../../tokens/token-text.ts'

/** What introspection and userinfo show of a PAT's holder (fixed in the original; R). */
const patScopes = ['openid', 'profile', 'urn:zitadel:iam:user:metadata', 'urn:zitadel:iam:user:resourceowner']

/** Makes a PAT of a service user; the token itself is known to its receiver only. */
export async function createPat(
  world: Pick<World, 'instance' | 'nextId' | 'now'>,
  userId: string,
  machine: Machine,
  expiresAt: number,
): Promise<{ readonly tokenId: string; readonly token: string }> {
  const tokenId = world.nextId()
  machine.pats.set(tokenId, { expiresAt, createdAt: world.now(), scopes: [...patScopes] })
  return {
    tokenId,
    token: await encryptOpaque(world.instance.tokenKey, patText(tokenId, userId), { kid: namedKey }),
  }
}
