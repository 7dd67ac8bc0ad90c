import { findBearerToken } from './bearer-token.ts'
import { createJudgeToken } from './cache/judge-once.ts'
import type { Demand } from './demands.ts'
import { GuardError } from './errors.ts'
import { tell } from './events.ts'
import { createEndpointFinder } from './introspection/find-endpoint.ts'
import { createIntrospect, type Introspect } from './introspection/introspect.ts'
import { parseOptions, type GuardOptions, type Settings } from './options.ts'
import type { Principal } from './principal/principal.ts'
import { refuse, type Refusal } from './refusal.ts'
import type { GuardRequest } from './request.ts'

/**
 * Judges requests. Never rejects because of what a caller sent or what the issuer answered: each of those is a refusal. What a
 * predicate of `requireThat` throws comes through, and means that nobody was let in.
 */
export interface Guard {
  /** Who calls, if the token is good and every demand is met. */
  (request: GuardRequest, ...demands: readonly Demand[]): Promise<Principal | Refusal>
  /** The same for routes that also serve strangers: `null` without credentials. Credentials that are there must be good. */
  optional(request: GuardRequest): Promise<Principal | Refusal | null>
  /**
   * Finds the issuer's introspection endpoint ahead of the first request, so that a wrong issuer shows at start.
   *
   * @throws GuardError `JUDGEMENT_UNAVAILABLE`, whose `reason` tells unreachable from mismatched and unsuitable
   */
  prepare(): Promise<void>
}

/**
 * Makes the guard of an API that takes ZITADEL's access tokens, opaque or JWT, by introspection (RFC 7662; contract 7.1).
 *
 * Its own bad credential and an issuer that does not answer are 503 and an event, never a 401 that sends a user to log in again.
 *
 * @example
 * ```ts
 * import { createGuard } from '@postern/guard'
 *
 * export const guard = createGuard({
 *   issuer: 'https://id.example.com',
 *   introspection: { clientId: '312…', clientSecret: '…' },
 *   audience: '311…',
 *   fetch,
 *   now: Date.now,
 *   onEvent: (event) => process.stderr.write(`${JSON.stringify(event)}\n`),
 * })
 * ```
 *
 * @throws GuardError `CONFIGURATION_INVALID` with every problem at once
 */
export function createGuard(options: GuardOptions): Guard {
  const settings = parseOptions(options)
  const endpoints = createEndpointFinder(settings)
  const judgeToken = createJudgeToken(settings, withEvents(settings, createIntrospect(settings, endpoints)))
  const refusal = (details: Parameters<typeof refuse>[1]): Refusal => refuse(settings.realm, details)
  if (settings.audience === null) {
    tell(settings.onEvent, {
      name: 'guard.audience_unchecked',
      severity: 'warn',
      reason: null,
      detail: `audience is null: every token that ${settings.issuer} calls active opens this API, whatever it was issued for`,
    })
  }

  async function judge(request: GuardRequest, ...demands: readonly Demand[]): Promise<Principal | Refusal> {
    const presented = findBearerToken(request, settings.maxTokenLength)
    if (presented.kind === 'none') return refusal(presented)
    let verdict
    try {
      verdict = await judgeToken(presented.token)
    } catch (error) {
      if (error instanceof GuardError) return refusal({ reason: error.reason, detail: error.message })
      throw error
    }
    if (!verdict.accepted) return refusal(verdict)
    const { principal } = verdict
    for (const demand of demands) {
      const denial = await demand(principal, request)
      if (denial !== null) return refusal({ ...denial, subject: principal.subject })
    }
    return principal
  }

  return Object.assign(judge, {
    async optional(request: GuardRequest): Promise<Principal | Refusal | null> {
      const judged = await judge(request)
      return judged.kind === 'refusal' && judged.reason === 'no_credentials' ? null : judged
    },
    async prepare(): Promise<void> {
      await endpoints.find()
    },
  })
}

/** Inside what requests with the same token share: one event, however many wait. */
function withEvents({ onEvent }: Settings, introspect: Introspect): Introspect {
  return async (token) => {
    try {
      return await introspect(token)
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
