import type { LoginDriver, Residue } from './driver.ts'
import { settled } from './settled.ts'

export interface UndoResidueDeps {
  readonly driver: Pick<LoginDriver, 'findSessions' | 'refuse'>
  /** Ends one session, or answers for its end durably. */
  readonly end: (sessionId: string) => Promise<void>
}

/**
 * Undoes what an attempt made: ends its session, and with `search` those too whose creation was not answered; refuses its
 * authorization. Does all it can, then rejects with the first failure. Idempotent.
 */
export async function undoResidue(
  residue: Residue,
  { search }: { readonly search: boolean },
  { driver, end }: UndoResidueDeps,
): Promise<void> {
  const { sessionId } = residue
  const endLost = async (): Promise<void> => {
    const lost = search ? await driver.findSessions(residue) : []
    await settled(...lost.filter((id) => id !== sessionId).map(end))
  }
  await settled(...(sessionId === null ? [] : [end(sessionId)]), endLost(), driver.refuse(residue))
}
