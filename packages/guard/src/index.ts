export { signEviction } from '@postern/protocol'
export type { Ended, SignatureAlgorithm, SignedEviction } from '@postern/protocol'
export type { SharedCache, SharedCacheOptions } from './cache/shared-cache.ts'
export {
  requireOrganization,
  requireRole,
  requireScope,
  requireThat,
  requireUser,
} from './demands/demands.ts'
export type { Demand, Denial } from './demands/demand.ts'
export { requireStepUp } from './demands/step-up.ts'
export type { StepUp } from './demands/step-up.ts'
export { GuardError, guardErrors, guardReasons } from './errors.ts'
export type { GuardErrorCode, GuardErrorOptions, GuardReason } from './errors.ts'
export type { GuardEvent, Judged, OnEvent, OnJudged, Trace, VerdictSource } from './events.ts'
export { createEvictions } from './eviction/evictions.ts'
export type { Evictions, EvictionsOptions } from './eviction/evictions.ts'
export { createGuard } from './guard.ts'
export type { Guard, RouteGuard } from './guard.ts'
export type { ClaimNeed } from './jwt/profiles.ts'
export type { Mode } from './mode.ts'
export type { Fetch, GuardOptions, IntrospectionOptions, IssuerOptions, JwtOptions } from './options.ts'
export type { Actor, Organization, Principal } from './principal/principal.ts'
export type { Role } from './principal/roles.ts'
export type { MtlsOptions } from './proof/certificate.ts'
export type { DpopOptions } from './proof/dpop-options.ts'
export type { ReplayMemory } from './proof/replays.ts'
export type { Problem, Refusal } from './refusal.ts'
export type { GuardRequest, Peer } from './request.ts'
export { resourceMetadataHandler } from './resource-metadata.ts'
export type { ResourceMetadata } from './resource-metadata.ts'
export type { Rule } from './route.ts'
