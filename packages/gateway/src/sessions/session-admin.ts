import { createAudit } from '../audit/audit.ts'
import { createFingerprint } from '../audit/fingerprint.ts'
import { createLogger } from '../audit/logger.ts'
import { patientDestination } from '../audit/patient-destination.ts'
import type { Config } from '../config/config.ts'
import { deploymentKeysOf } from '../config/login-settings.ts'
import type { GatewayDeps } from '../lasting.ts'
import { createEndAllOf } from './end-all-of.ts'
import { createEnding } from './ending.ts'
import { createLiveSessions } from './live-sessions.ts'
import { limitReached, sessionLimits } from './session-limits.ts'
import {
  createSessionRecords,
  everySession,
  ofSubject,
  type OuterSession,
  publicIdOf,
} from './session-records.ts'

/** A session as whoever runs the gateway may see it. Times in milliseconds since the epoch. */
export interface ListedSession {
  /** As in the audit trail; names it towards `endSession`. */
  readonly id: string
  readonly subject: string
  readonly device: string | null
  readonly address: string | null
  readonly createdAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
}

/**
 * The sessions of a gateway, by its store and deployment keys alone. Nothing is asked of ZITADEL: what was ended is served by no process
 * from then on, and ZITADEL is told by a running gateway, or by the next that starts.
 */
export interface SessionAdmin {
  /** The living sessions, the one used last first. */
  list(subject: string | null): Promise<readonly ListedSession[]>
  /** Ends all sessions of a subject; how many there were. */
  endSubject(subject: string): Promise<number>
  /** False if there is no living session of that id. */
  endSession(id: string): Promise<boolean>
}

const most = 100_000

/** Audit records go where the log of the gateway would. */
export function createSessionAdmin(
  config: Config,
  deps: Pick<GatewayDeps, 'store' | 'now' | 'randomBytes' | 'logDestination'>,
): SessionAdmin {
  const { now } = deps
  const deploymentKeys = deploymentKeysOf(config)
  const fingerprint = createFingerprint(deploymentKeys)
  // An end that is durable is not undone by a log that takes nothing.
  const destination = patientDestination(deps.logDestination, () => undefined)
  const log = createLogger({ level: config.logLevel, destination, now })
  const audit = createAudit(log, { client: config.publicOrigin })
  const records = createSessionRecords({ ...deps, deploymentKeys })
  const limits = sessionLimits(config)
  const live = createLiveSessions()
  const { endings, endedSubjects } = createEnding({
    ...deps,
    deploymentKeys,
    records,
    live,
    guards: config.guards.map(({ url }) => url),
    limits,
    audit,
    fingerprint,
  })
  const endAllOf = createEndAllOf({ records, endedSubjects, end: endings.add })

  const living = async (subject: string | null): Promise<readonly OuterSession[]> => {
    const { found } = await records.findOuter(subject === null ? everySession : ofSubject(subject), {
      limit: most,
    })
    return found.filter(({ outer }) => limitReached(outer, now()) === undefined)
  }

  return {
    async list(subject) {
      const found = await living(subject)
      return found
        .map((record) => {
          const { device, address, createdAt, lastUsedAt, idleExpiresAt: expiresAt } = record.outer
          const id = publicIdOf(fingerprint, record)
          return { id, subject: record.outer.subject, device, address, createdAt, lastUsedAt, expiresAt }
        })
        .sort((one, other) => other.lastUsedAt - one.lastUsedAt)
    },

    endSubject: (subject) => endAllOf(subject, 'operator'),

    async endSession(id) {
      const found = await living(null)
      const chosen = found.find((record) => publicIdOf(fingerprint, record) === id)
      if (chosen !== undefined) await endings.add(chosen.outer.zitadelSessionId, 'operator')
      return chosen !== undefined
    },
  }
}
