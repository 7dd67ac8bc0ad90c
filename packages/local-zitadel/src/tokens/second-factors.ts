import type { Human, Instance, LinkedSession, LoginPolicy, User } from '../state/model.ts'

type Methods = LinkedSession['methods']

/** Whether these checks are more than one factor; a user-verified passkey is two by itself (contract 6.4). */
export function isMultiFactor(methods: Methods): boolean {
  return methods.includes('passkey') || methods.length >= 2
}

/**
 * Whether ZITADEL's own APIs want more than one factor of this user: forced by the policy of his organization, or because he has set up
 * a second factor that it allows. Service users never, recovery codes alone never (contract 2.6 rule 5).
 */
export function needsMultiFactor(instance: Instance, user: User, methods: Methods): boolean {
  if (!user.human) return false
  const policy = instance.organizations.get(user.organizationId)?.policies.login ?? instance.policies.login
  if (policy.forceMfa) return true
  if (policy.forceMfaLocalOnly && !methods.includes('idp')) return true
  return hasAllowedSecondFactor(user.human, policy)
}

function hasAllowedSecondFactor(human: Human, policy: LoginPolicy): boolean {
  const { secondFactors } = policy
  return (
    (human.totp?.verified === true && secondFactors.includes('SECOND_FACTOR_TYPE_OTP')) ||
    (human.otpSms && secondFactors.includes('SECOND_FACTOR_TYPE_OTP_SMS')) ||
    (human.otpEmail && secondFactors.includes('SECOND_FACTOR_TYPE_OTP_EMAIL'))
  )
}
