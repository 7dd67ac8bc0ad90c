import type { Audit } from '../audit/audit.ts'
import { GatewayError } from '../errors.ts'
import type { LimitName } from './limit-name.ts'

/** Makes the refusal of a limit, and writes it down: which one, and the name's keyed hash where one was typed (AUD-3). */
export type Refuse = (limit: LimitName, name: string | null, retryAfterMs: number) => GatewayError

export const createRefusals =
  (audit: Pick<Audit, 'write'>): Refuse =>
  (limit, name, retryAfterMs) => {
    audit.write({ event: 'login.throttled', limit, name })
    return new GatewayError('THROTTLED', limit, { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) })
  }
