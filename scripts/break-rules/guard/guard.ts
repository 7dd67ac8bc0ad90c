import type { Area } from '../broken-rule.ts'
import { ofTheGuard } from './guard-itself.ts'
import { ofAdapters } from './adapters.ts'
import { ofTheCache } from './cache.ts'
import { ofDemands } from './demands.ts'
import { ofEviction } from './eviction.ts'
import { ofIntrospection } from './introspection.ts'
import { ofTheIssuer } from './issuer.ts'
import { ofJudgement } from './judgement.ts'
import { ofJwts } from './jwt.ts'
import { ofThePrincipal } from './principal.ts'
import { ofProofs } from './proof.ts'
import { ofSignatures } from './signature.ts'
import { guardSource, guardTests } from './in-guard.ts'
import { ofProtocol } from './protocol.ts'

/** What an API may believe of a token, and of whoever sends it: one file for each folder of the guard. */
export const guard: Area = {
  name: 'guard',
  tests: [`${guardTests}/`, `${guardSource}/`],
  rules: [
    ...ofTheGuard,
    ...ofAdapters,
    ...ofTheCache,
    ...ofDemands,
    ...ofEviction,
    ...ofIntrospection,
    ...ofTheIssuer,
    ...ofJudgement,
    ...ofJwts,
    ...ofThePrincipal,
    ...ofProofs,
    ...ofSignatures,
    ...ofProtocol,
  ],
}
