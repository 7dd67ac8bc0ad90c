import type { SealedNotesOptions } from '@postern/store'
import type { Audit } from '../audit/audit.ts'
import type { Fingerprint } from '../audit/fingerprint.ts'
import { createEvictionNotes, type EvictionNotes } from '../evictions/eviction-notes.ts'
import { createEndedSessions, type EndedSessions } from './ended-sessions.ts'
import { createEndedSubjects, type EndedSubjects } from './ended-subjects.ts'
import { createEndings, type Endings } from './endings.ts'
import type { LiveSessions } from './live-sessions.ts'
import { createRemoveRecords, type RemoveRecords } from './remove-records.ts'
import { retentionMs, type SessionLimits } from './session-limits.ts'
import type { SessionRecords } from './session-records.ts'

/** What it takes to end sessions for good, in a gateway and from the command line alike. */
export interface Ending {
  readonly ended: EndedSessions
  readonly endedSubjects: EndedSubjects
  readonly evictionNotes: EvictionNotes
  readonly removeRecords: RemoveRecords
  readonly endings: Endings
}

export function createEnding(
  deps: Pick<SealedNotesOptions<unknown>, 'store' | 'deploymentKeys' | 'randomBytes'> & {
    readonly records: SessionRecords
    readonly live: Pick<LiveSessions, 'end'>
    /** The addresses of the guards that hear of it. */
    readonly guards: readonly string[]
    readonly limits: SessionLimits
    readonly now: () => number
    readonly audit: Pick<Audit, 'write'>
    readonly fingerprint: Fingerprint
  },
): Ending {
  const ended = createEndedSessions({ ...deps, keptMs: retentionMs(deps.limits) })
  const evictionNotes = createEvictionNotes(deps)
  const removeRecords = createRemoveRecords({ ...deps, evictionNotes })
  return {
    ended,
    endedSubjects: createEndedSubjects(deps),
    evictionNotes,
    removeRecords,
    endings: createEndings({ ...deps, ended, removeRecords }),
  }
}
