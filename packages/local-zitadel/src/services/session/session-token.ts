import type { Session } from '../../state/model.ts'
import type { World } from '../../state/world.ts'
import { decryptOpaque, encryptOpaque } from '../../tokens/opaque.ts'
import { namedKey, readTokenText, sessionTokenText } from '../../tokens/token-text.ts'

/** Gives a session a new token; the one before is dead from now on (contract 3.4). */
export async function renewSessionToken(world: World, session: Session): Promise<string> {
  session.tokenId = world.nextId()
  return encryptOpaque(world.instance.tokenKey, sessionTokenText(session.id, session.tokenId), {
    kid: namedKey,
  })
}

/** Whether a token is the one that is good for the session now. */
export async function isSessionToken(world: World, session: Session, token: string): Promise<boolean> {
  const text = await decryptOpaque(world.instance.tokenKey, token)
  const read = text === undefined ? undefined : readTokenText(text)
  return read?.kind === 'session_token' && read.sessionId === session.id && read.tokenId === session.tokenId
}
