import { createHmac, hkdfSync } from 'node:crypto'
import type { Now } from '@postern/protocol'
import type { DeploymentKey, Store } from '@postern/store'

export type CodeUse = 'fresh' | 'used_before' | 'too_many'

/** Remembers one-time codes, because ZITADEL takes the same one again within its window (CRED-10). */
export interface OneTimeCodes {
  /** Spends a code of a user, right or wrong, before it is sent anywhere. Of many racing calls with the same one gets `fresh`. */
  spend(subject: string, code: Uint8Array): Promise<CodeUse>
}

/** Longer than any window in which a TOTP code is taken (RFC 6238 §5.2). */
const rememberMs = 5 * 60_000
export const codeWindowMs = 10 * 60_000

/**
 * Keeps the HMAC of user and code for five minutes, and counts codes by user over all attempts. What lies in the store says nothing
 * about the code to whoever has not the deployment key.
 *
 * It is kept under every deployment key, so that a code that was spent stays spent while keys are rotated, whichever of them another
 * process has in front (KEY-3); in the order of their ids, so that of racing processes one gets through.
 */
export function createOneTimeCodes(deps: {
  readonly store: Store
  readonly now: Now
  readonly deploymentKeys: readonly DeploymentKey[]
  readonly maxCodesPerUser: number
}): OneTimeCodes {
  const { store, now, maxCodesPerUser } = deps
  const marks = deps.deploymentKeys.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map(markUnder)

  return {
    async spend(subject, code) {
      const tries = await Promise.all(
        marks.map((mark) => store.count(`code-tries/${mark('tries', subject)}`, codeWindowMs)),
      )
      if (tries.some((count) => count > maxCodesPerUser)) return 'too_many'
      for (const mark of marks) {
        const { written } = await store.put(`code-used/${mark('code', subject, code)}`, new Uint8Array(0), {
          if: 'absent',
          expiresAt: now() + rememberMs,
        })
        if (!written) return 'used_before'
      }
      return 'fresh'
    },
  }
}

type Mark = (purpose: string, subject: string, code?: Uint8Array) => string

function markUnder(deploymentKey: DeploymentKey): Mark {
  const key = new Uint8Array(
    hkdfSync('sha256', deploymentKey.key, new Uint8Array(0), 'postern/one-time-codes/v1', 32),
  )
  return (purpose, subject, code = new Uint8Array(0)) =>
    createHmac('sha256', key).update(`${purpose}\0${subject}\0`).update(code).digest('base64url')
}
