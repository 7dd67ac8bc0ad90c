import { findCredentials, type PresentedToken } from './credentials.ts'
import type { Demand } from './demands/demand.ts'
import { GuardError, type GuardReason } from './errors.ts'
import { tell, type VerdictSource } from './events.ts'
import { createTokenJudge } from './judgement/judge-token.ts'
import type { Accepted } from './judgement/verdict.ts'
import type { GuardOptions } from './options.ts'
import type { Principal } from './principal/principal.ts'
import { createBindingCheck } from './proof/check-binding.ts'
import { createRefuse, type Refusal, type RefusalDetails } from './refusal.ts'
import type { GuardRequest } from './request.ts'
import { describeResource, type ResourceMetadata } from './resource-metadata.ts'
import { checkRule, type Rule } from './route.ts'
import { parseOptions, type Settings } from './settings.ts'

/** Judges the requests of one route. `null` is a caller without credentials on an optional route. */
export type RouteGuard = (request: GuardRequest) => Promise<Principal | Refusal | null>

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
   * The guard of a route with a rule of its own.
   *
   * @throws GuardError `CONFIGURATION_INVALID` for a rule that nobody could ever meet
   */
  route(rule: Rule): RouteGuard
  /**
   * Forgets every answer about a subject, the ones under way included: their login has ended. Other processes are reached by way of
   * the shared cache only; what they hold in memory lasts for `cache.maxAgeSeconds`, unless each of them is told.
   *
   * @throws GuardError `JUDGEMENT_UNAVAILABLE` if the shared cache did not take it; in this process it is forgotten
   */
  forget(ended: { readonly subject: string }): Promise<void>
  /**
   * Reads the issuers' metadata ahead of the first request, so that a wrong issuer shows at start.
   *
   * @throws GuardError `JUDGEMENT_UNAVAILABLE`, whose `reason` tells unreachable from mismatched and unsuitable
   */
  prepare(): Promise<void>
  /** What this API says of itself (RFC 9728); `null` without the option `metadata`. */
  readonly resourceMetadata: ResourceMetadata | null
}

/**
 * Makes the guard of an API: ZITADEL's access tokens, opaque or JWT, by introspection (RFC 7662; contract 7.1), JWTs also by their
 * signature (RFC 9068), bound tokens with their proof (RFC 9449, RFC 8705).
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
  const judge = createTokenJudge(settings)
  const bindings = createBindingCheck(settings)
  const resourceMetadata = describeResource(settings)
  const { dpop, maxTokenLength, now, onJudged } = settings
  const credentialRules = { maxTokenLength, takesDpop: dpop !== undefined }
  const refuse = createRefuse({
    realm: settings.realm,
    resourceMetadata: resourceMetadata?.url,
    schemes: dpop === undefined ? ['Bearer'] : dpop.required ? ['DPoP'] : ['Bearer', 'DPoP'],
    algs: dpop?.algorithms.join(' ') ?? '',
  })
  announce(settings)

  function told<T extends Principal | Refusal | null>(judged: T, { mode }: Rule, source: VerdictSource): T {
    if (onJudged === undefined) return judged
    const reason = judged?.kind === 'refusal' ? judged.reason : null
    const outcome = judged === null ? 'anonymous' : reason === null ? 'accepted' : 'refused'
    tell(onJudged, { outcome, reason, mode: mode ?? null, source })
    return judged
  }

  /** Whether the sender of a good token is whom it belongs to. */
  function checkSender({ binding }: Accepted, presented: PresentedToken, request: GuardRequest) {
    const isKeyMissing = dpop?.required === true && (binding?.jkt ?? null) === null
    if (binding !== null && !isKeyMissing) return bindings.check(binding, presented, request)
    if (presented.scheme === 'Bearer' && !isKeyMissing) return null
    const reason: GuardReason = 'token_not_bound'
    return { reason, detail: 'the token is bound to no key, where one that is bound is needed' }
  }

  function refuseTried(details: RefusalDetails, { scheme }: PresentedToken): Refusal {
    const nonce = details.reason === 'proof_without_nonce' ? bindings.nonce() : undefined
    return refuse({ ...details, scheme, nonce })
  }

  async function judgeRequest(request: GuardRequest, rule: Rule): Promise<Principal | Refusal> {
    const presented = findCredentials(request, credentialRules)
    if (presented.kind === 'none') return told(refuse(presented), rule, 'none')
    const no = (details: RefusalDetails, source: VerdictSource): Refusal =>
      told(refuseTried(details, presented), rule, source)
    try {
      const judged = judge.judge(presented.token, rule.mode)
      // a verdict that is known takes no turn of the event loop
      const { verdict, source } = judged instanceof Promise ? await judged : judged
      if (!verdict.accepted) return no(verdict, source)
      const { principal } = verdict
      const { subject } = principal
      const checked = checkSender(verdict, presented, request)
      const problem = checked instanceof Promise ? await checked : checked
      if (problem !== null) return no({ ...problem, subject }, source)
      for (const demand of rule.demands ?? []) {
        const denial = await demand(principal, request, now())
        if (denial !== null) return no({ ...denial, subject }, source)
      }
      return told(principal, rule, source)
    } catch (error) {
      if (!(error instanceof GuardError) || error.code !== 'JUDGEMENT_UNAVAILABLE') throw error
      const { reason, message: detail, retryAfterSeconds } = error
      return no({ reason, detail, retryAfterSeconds }, 'none')
    }
  }

  async function judgeOptional(request: GuardRequest, rule: Rule): Promise<Principal | Refusal | null> {
    // no header at all is the only way to be a stranger
    if (request.headers.get('authorization') === null) return told(null, rule, 'none')
    return judgeRequest(request, rule)
  }

  function route(rule: Rule): RouteGuard {
    checkRule(rule, settings)
    return rule.optional === true
      ? (request) => judgeOptional(request, rule)
      : (request) => judgeRequest(request, rule)
  }

  async function judgeDemands(
    request: GuardRequest,
    demands: readonly Demand[],
  ): Promise<Principal | Refusal> {
    const rule = { demands }
    checkRule(rule, settings)
    return judgeRequest(request, rule)
  }

  const plain: Rule = {}
  return Object.assign(
    (request: GuardRequest, ...demands: readonly Demand[]): Promise<Principal | Refusal> =>
      demands.length === 0 ? judgeRequest(request, plain) : judgeDemands(request, demands),
    {
      optional: (request: GuardRequest) => judgeOptional(request, plain),
      route,
      forget: ({ subject }: { readonly subject: string }) => judge.forget(subject),
      prepare: () => judge.prepare(),
      resourceMetadata,
    },
  )
}

/** What is weaker than it could be is said at start, with its consequence. */
function announce({ issuers, onEvent, cache }: Settings): void {
  const warn = (name: 'guard.audience_unchecked' | 'guard.revocation_unknown', detail: string): void =>
    tell(onEvent, { name, severity: 'warn', reason: null, detail })
  for (const { issuer, audience, mode } of issuers) {
    if (audience === null)
      warn(
        'guard.audience_unchecked',
        `audience is null: every good token of ${issuer} opens this API, whatever it was issued for`,
      )
    if (mode === 'offline')
      warn(
        'guard.revocation_unknown',
        `mode is offline: tokens of ${issuer} stay good until their end, revoked or not`,
      )
  }
  if (cache.staleWhileUnreachableSeconds > 0)
    warn(
      'guard.revocation_unknown',
      `while an issuer cannot be reached, tokens revoked there stay good for ${cache.staleWhileUnreachableSeconds} s longer`,
    )
}
