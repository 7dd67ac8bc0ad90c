import type { Introspection, UnverifiedJwt } from '@postern/protocol'
import { GuardError } from '../errors.ts'
import { tell } from '../events.ts'
import { createIntrospect } from '../introspection/introspect.ts'
import { createBreaker } from '../issuer/breaker.ts'
import { createMetadataReader } from '../issuer/metadata.ts'
import { createIssuerKeys } from '../jwt/issuer-keys.ts'
import { createReadKeys } from '../jwt/read-keys.ts'
import { createVerifyToken } from '../jwt/verify-token.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import type { Verdict } from './verdict.ts'

/** One issuer and the two ways to find out about its tokens. Both throw GuardErrors `JUDGEMENT_UNAVAILABLE`. */
export interface Issuer {
  readonly settings: IssuerSettings
  /** Asks it. `undefined` where this guard was not told how. */
  readonly introspect: ((token: string) => Promise<Introspection>) | undefined
  /** Verifies a JWT by its keys, at once where they are known. `undefined` where this guard was not told how. */
  readonly verify: ((jwt: UnverifiedJwt) => Verdict | Promise<Verdict>) | undefined
  /** Reads its metadata, where they are needed. */
  prepare(): Promise<void>
}

export function createIssuer(settings: Settings, issuer: IssuerSettings): Issuer {
  const { introspection, jwt } = issuer
  const metadata = createMetadataReader(settings, issuer)
  // one for each way: an introspection that fails must not close the keys, and the other way round
  const guarded = <A extends readonly unknown[], R>(work: (...given: A) => Promise<R>): typeof work => {
    const breaker = createBreaker({ now: settings.now, ...settings.breaker })
    const heard = withEvents(settings, work)
    return (...given) => breaker(() => heard(...given))
  }
  return {
    settings: issuer,
    introspect: introspection && guarded(createIntrospect(settings, { ...issuer, introspection }, metadata)),
    verify:
      jwt &&
      createVerifyToken(
        settings,
        { ...issuer, jwt },
        createIssuerKeys(settings, guarded(createReadKeys(settings, issuer, metadata))),
      ),
    async prepare() {
      const isNeeded =
        (introspection !== undefined && introspection.endpoint === undefined) ||
        (jwt !== undefined && jwt.jwksUri === undefined)
      if (isNeeded) await metadata.read()
    },
  }
}

/** Inside what requests with the same token share: one event, however many wait. */
function withEvents<A extends readonly unknown[], R>(
  { onEvent }: Settings,
  work: (...given: A) => Promise<R>,
): typeof work {
  return async (...given) => {
    try {
      return await work(...given)
    } catch (error) {
      if (error instanceof GuardError) {
        const name =
          error.reason === 'credential_refused' ? 'guard.credential_refused' : 'guard.issuer_failed'
        tell(onEvent, { name, severity: 'error', reason: error.reason, detail: error.message })
      }
      throw error
    }
  }
}
