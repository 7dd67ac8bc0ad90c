import { encodeBase64Url, isSameSecret, type Now, type RandomBytes } from '@postern/protocol'
import {
  type DeploymentKey,
  type OuterRecord,
  type SealedRecord,
  type Store,
  StoreError,
  sealedRecords,
} from '@postern/store'
import { type Attempt, dueAt, parseAttempt, parseUnfinished, type Unfinished } from './attempt.ts'
import type { DriverState, Residue } from './driver.ts'
import type { AttemptHandle } from './engine.ts'
import { LoginError } from './errors.ts'

/** An attempt as it was read, with what it takes to write it. */
export interface OpenAttempt {
  readonly attempt: Attempt
  readonly record: SealedRecord<Unfinished, Attempt>
}

/** An attempt that nobody will finish, as the deployment key alone opens it. */
export type DueAttempt = OuterRecord<Unfinished>

/**
 * The attempts under way, one version per change: sealed under the secret of the pre-login cookie, and beside it, under the
 * deployment key, what it takes to undo them.
 */
export interface Attempts {
  /** Under a new identifier and a new secret. */
  create(
    make: (id: string) => Attempt,
  ): Promise<{ readonly handle: AttemptHandle; readonly attempt: Attempt }>
  /** Rejects with `ATTEMPT_GONE` if it has ended, or if the two halves of the handle are not of one attempt (AUTHZ-8). */
  open(handle: AttemptHandle): Promise<OpenAttempt>
  /** Rejects with `ATTEMPT_CONFLICT` if somebody else wrote first. */
  replace(open: OpenAttempt, changes: Partial<Attempt>): Promise<OpenAttempt>
  /** Removes it, whatever was written meanwhile. */
  remove(record: { readonly recordId: string }): Promise<void>
  /** Those that come due in one stretch of `dueBucketMs`; at most `dueAtOnce`. */
  findDue(bucket: number): Promise<readonly DueAttempt[]>
  /** Ends one and holds it until then, without its handle. Nothing if somebody else wrote first. */
  end(due: DueAttempt, heldUntil: number): Promise<DueAttempt | undefined>
}

/** What is due is found by the stretch of time in which it comes due: few enough of them in a day, and little in each. */
export const dueBucketMs = 60_000
export const dueAtOnce = 1_000

/** How much longer than the attempt its record is kept where there is something to undo. */
export const undoWithinMs = 24 * 3_600_000

export function createAttempts(deps: {
  readonly store: Store
  readonly now: Now
  readonly randomBytes: RandomBytes
  readonly deploymentKeys: readonly DeploymentKey[]
  readonly residueOf: (state: DriverState) => Residue
}): Attempts {
  const records = sealedRecords<Unfinished, Attempt>({
    ...deps,
    kind: 'attempt',
    parseOuter: parseUnfinished,
    parseInner: parseAttempt,
  })

  const outerOf = ({ attempt, progress, heldUntil, expiresAt, driver }: Attempt): Unfinished => ({
    attempt,
    progress,
    heldUntil,
    expiresAt,
    residue: progress === 'finished' ? nothing : deps.residueOf(driver),
  })

  return {
    async create(make) {
      const id = encodeBase64Url(deps.randomBytes(16))
      const attempt = make(id)
      const { secret } = await records.create({ inner: attempt, ...withOuter(outerOf(attempt)) })
      return { handle: { attempt: id, secret }, attempt }
    },

    async open({ attempt, secret }) {
      const record = await readable(() => records.open(secret))
      if (record === undefined) throw new LoginError('ATTEMPT_GONE')
      if (!isSameSecret(attempt, record.inner.attempt))
        throw new LoginError('ATTEMPT_GONE', 'the handle is of two attempts')
      if (record.outer.progress === 'ended') throw new LoginError('ATTEMPT_GONE', 'it is being undone')
      return { attempt: record.inner, record }
    },

    async replace({ attempt, record }, changes) {
      const inner = { ...attempt, ...changes }
      const written = await records.replace(record, { inner, ...withOuter(outerOf(inner)) })
      if (written === undefined) throw new LoginError('ATTEMPT_CONFLICT')
      return { attempt: inner, record: written }
    },

    async remove({ recordId }) {
      await records.remove(recordId)
    },

    async findDue(bucket) {
      // One that cannot be opened was changed in the store: there is nothing in it to go by.
      return (await records.findOuter(dueTerm(bucket), { limit: dueAtOnce })).found
    },

    end: (due, heldUntil) =>
      records.replaceOuter(due, withOuter({ ...due.outer, progress: 'ended', heldUntil })),
  }
}

const nothing: Residue = { sessionId: null, fingerprint: null, authorizationId: null }

/** The store never just drops what must be undone; an attempt that has made nothing costs nothing and goes by itself (OPS-3). */
function withOuter(outer: Unfinished) {
  const due = dueAt(outer)
  return due === null
    ? { outer, expiresAt: outer.expiresAt, indexes: [] }
    : { outer, expiresAt: outer.expiresAt + undoWithinMs, indexes: [dueTerm(bucketOf(due))] }
}

export const bucketOf = (at: number): number => Math.floor(at / dueBucketMs)

const dueTerm = (bucket: number): string => `due:${bucket}`

/** What was changed in the store looks from outside like what is not there. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const isOurs = cause instanceof StoreError && !cause.code.startsWith('STORE_')
    throw isOurs ? new LoginError('ATTEMPT_GONE', cause.code, { cause }) : cause
  }
}
