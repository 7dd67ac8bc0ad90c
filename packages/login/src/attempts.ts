import { encodeBase64Url, isSameSecret, type Now, type RandomBytes } from '@postern/protocol'
import { type DeploymentKey, type SealedRecord, type Store, StoreError, sealedRecords } from '@postern/store'
import { type Attempt, parseAttempt } from './attempt.ts'
import type { AttemptHandle } from './engine.ts'
import { LoginError } from './errors.ts'

/** An attempt as it was read, with what it takes to write it. */
export interface OpenAttempt {
  readonly attempt: Attempt
  readonly record: SealedRecord<null, Attempt>
}

/** The attempts under way, sealed under the secret of the pre-login cookie, one version per change. */
export interface Attempts {
  /** Under a new identifier and a new secret. */
  create(
    make: (id: string) => Attempt,
  ): Promise<{ readonly handle: AttemptHandle; readonly attempt: Attempt }>
  /** Rejects with `ATTEMPT_GONE` if it has ended or expired, or if the two halves of the handle are not of one attempt (AUTHZ-8). */
  open(handle: AttemptHandle): Promise<OpenAttempt>
  /** Rejects with `ATTEMPT_CONFLICT` if somebody else wrote first. */
  replace(open: OpenAttempt, changes: Partial<Attempt>): Promise<OpenAttempt>
  /** Removes it, if it is still as it was read. */
  remove(open: OpenAttempt): Promise<void>
}

export function createAttempts(deps: {
  readonly store: Store
  readonly now: Now
  readonly randomBytes: RandomBytes
  readonly deploymentKeys: readonly DeploymentKey[]
}): Attempts {
  const records = sealedRecords<null, Attempt>({
    ...deps,
    kind: 'attempt',
    parseOuter: () => null,
    parseInner: parseAttempt,
  })

  return {
    async create(make) {
      const id = encodeBase64Url(deps.randomBytes(16))
      const attempt = make(id)
      const { secret } = await records.create({ outer: null, inner: attempt, expiresAt: attempt.expiresAt })
      return { handle: { attempt: id, secret }, attempt }
    },

    async open({ attempt, secret }) {
      const record = await readable(() => records.open(secret))
      if (record === undefined) throw new LoginError('ATTEMPT_GONE')
      if (!isSameSecret(attempt, record.inner.attempt))
        throw new LoginError('ATTEMPT_GONE', 'the handle is of two attempts')
      return { attempt: record.inner, record }
    },

    async replace({ attempt, record }, changes) {
      const inner = { ...attempt, ...changes }
      const written = await records.replace(record, { inner })
      if (written === undefined) throw new LoginError('ATTEMPT_CONFLICT')
      return { attempt: inner, record: written }
    },

    async remove({ record }) {
      await records.remove(record.recordId)
    },
  }
}

/** What was changed in the store looks from outside like what is not there. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const isOurs = cause instanceof StoreError && !cause.code.startsWith('STORE_')
    throw isOurs ? new LoginError('ATTEMPT_GONE', cause.code, { cause }) : cause
  }
}
