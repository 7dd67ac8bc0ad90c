import { durationMs } from '@bufbuild/protobuf/wkt'
import type { Session, User } from '../../state/model.ts'
import { objectDetails } from '../details.ts'
import type { Call } from '../operation.ts'
import { makeChallenges } from './make-challenges.ts'
import { runChecks } from './run-checks.ts'
import { commitDraft, draftOf, type SessionDraft } from './session-draft.ts'
import { renewSessionToken } from './session-token.ts'
import type { SessionChange } from './session-types.ts'

/**
 * Checks, challenges, metadata and lifetime of one call, all or nothing (contract 3.2, 3.4). A change gives a new session token; a call
 * that changes nothing gives none.
 */
export async function changeSession(
  call: Call,
  stored: Session,
  change: SessionChange,
  checkedUser: User | undefined,
) {
  const { world, instance, now } = call
  const isNew = !instance.sessions.has(stored.id)
  const draft = draftOf(stored)
  if (change.checks !== undefined) await runChecks(call, draft, change.checks, checkedUser)
  const challenges =
    change.challenges === undefined ? undefined : makeChallenges(call, draft, change.challenges)
  setMetadata(draft, change.metadata)
  if (change.lifetime !== undefined) {
    draft.session.expiresAt = now + durationMs(change.lifetime)
    draft.events++
  }
  if (draft.events === 0 && (!isNew || stored.state === 'made_up'))
    return { details: objectDetails(stored, instance.id) }
  const sessionToken = await renewSessionToken(world, draft.session)
  instance.sessions.set(stored.id, stored)
  if (isNew) world.readSide.noteNew(stored)
  commitDraft(stored, draft, now)
  world.changed('logins', stored)
  return {
    details: objectDetails(stored, instance.id),
    sessionToken,
    ...(challenges === undefined ? {} : { challenges }),
  }
}

/** What is given replaces the metadata as a whole; the same again is no change (contract 3.6, R). */
function setMetadata(draft: SessionDraft, metadata: SessionChange['metadata']): void {
  const given = Object.entries(metadata)
  if (given.length === 0) return
  const known = draft.session.metadata
  const isSame =
    given.length === known.size &&
    given.every(([key, value]) => Buffer.from(value).equals(known.get(key) ?? new Uint8Array()))
  if (isSame) return
  draft.session.metadata = new Map(given.filter(([, value]) => value.length > 0))
  draft.events++
}
