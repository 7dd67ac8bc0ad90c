import { isDeepStrictEqual } from 'node:util'
import type { Session } from '../../state/model.ts'

/** A session as the call would leave it. Nothing of it counts until all checks passed. */
export interface SessionDraft {
  readonly before: Session
  readonly session: Session
  /** Events that the call has added, for the sequence. */
  events: number
  /** What success means for others than the session: counters, used codes. */
  readonly onSuccess: (() => void)[]
}

export function draftOf(session: Session): SessionDraft {
  return { before: structuredClone(session), session: structuredClone(session), events: 0, onSuccess: [] }
}

/**
 * Makes the draft true. Only what this call changed is written, so that a call which ran beside it keeps its own change: the original
 * adds events and never overwrites. One more event is the new token.
 */
export function commitDraft(stored: Session, draft: SessionDraft, now: number): void {
  for (const effect of draft.onSuccess) effect()
  const changed = Object.entries(draft.session).filter(
    ([key, value]) => !isDeepStrictEqual(value, draft.before[key as keyof Session]),
  )
  Object.assign(stored, Object.fromEntries(changed))
  stored.sequence += draft.events + 1
  stored.changedAt = now
}
