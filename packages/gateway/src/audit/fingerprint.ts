import { createHmac, hkdfSync } from 'node:crypto'
import type { DeploymentKey } from '@postern/store'

/** Replaces an identifier by 16 characters that only this deployment can make: the same for the same, of no use to anybody else. */
export type Fingerprint = (
  kind: 'session' | 'attempt' | 'name' | 'address' | 'device',
  value: string,
) => string

/** Under the first deployment key: when it is rotated, fingerprints begin anew (AUD-2). */
export function createFingerprint([current]: readonly DeploymentKey[]): Fingerprint {
  if (current === undefined) throw new RangeError('at least one deployment key')
  const key = new Uint8Array(hkdfSync('sha256', current.key, '', 'postern/gateway/fingerprint/v1', 32))
  return (kind, value) =>
    createHmac('sha256', key).update(`${kind}\0${value}`).digest('base64url').slice(0, 16)
}
