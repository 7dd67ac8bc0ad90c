import type { Method, Requirement, RequirementType } from '../requirement.ts'
import type { Missing } from './judgement.ts'

/** Failures of ours: they say nothing of the user. */
const ours: readonly RequirementType[] = ['policy_unreadable', 'facts_disagree', 'clock_skewed']

/**
 * What a user interface may be told (CRED-9). Until a first factor was proven every account looks the same: one first factor is
 * missing, out of those that the form offers to everybody.
 */
export function disclosed(
  requirements: readonly Missing[],
  isFirstFactorProven: boolean,
  offered: readonly Method[],
): readonly Requirement[] {
  if (isFirstFactorProven || requirements.length === 0) return requirements
  const failures = requirements.filter(({ type }) => ours.includes(type))
  return failures.length > 0 ? failures : [{ type: 'first_factor', methods: offered, reason: 'not_proven' }]
}
