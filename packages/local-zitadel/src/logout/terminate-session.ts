import { touch } from '../state/changes.ts'
import type { Session } from '../state/model.ts'
import type { World } from '../state/world.ts'

/**
 * Ends a session, by DeleteSession or end_session: the only two that tell its applications. Its lifetime running out, and a user who is
 * locked, deactivated or gets a new password, tell nobody (contract 9).
 */
export function terminateSession(
  { changed, readSide, sessionEnded }: Pick<World, 'changed' | 'readSide' | 'sessionEnded'>,
  session: Session,
  now: number,
): void {
  readSide.note(session, 'state')
  session.state = 'terminated'
  touch(session, now)
  changed('logins', session)
  sessionEnded(session)
}
