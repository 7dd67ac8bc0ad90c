import { createHmac, hkdfSync } from 'node:crypto'
import type { Now } from '@postern/protocol'
import type { Store } from '@postern/store'

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
 */
export function createOneTimeCodes(deps: {
  readonly store: Store
  readonly now: Now
  readonly deploymentKey: Uint8Array
  readonly maxCodesPerUser: number
}): OneTimeCodes {
  const { store, now, maxCodesPerUser } = deps
  const key = new Uint8Array(
    hkdfSync('sha256', deps.deploymentKey, new Uint8Array(0), 'postern/one-time-codes/v1', 32),
  )
  const mark = (purpose: string, subject: string, code: Uint8Array = new Uint8Array(0)): string =>
    createHmac('sha256', key).update(`${purpose}\0${subject}\0`).update(code).digest('base64url')

  return {
    async spend(subject, code) {
      if ((await store.count(`code-tries/${mark('tries', subject)}`, codeWindowMs)) > maxCodesPerUser)
        return 'too_many'
      const place = `code-used/${mark('code', subject, code)}`
      const { written } = await store.put(place, new Uint8Array(0), {
        if: 'absent',
        expiresAt: now() + rememberMs,
      })
      return written ? 'fresh' : 'used_before'
    },
  }
}
