import type { Policies, SecretGenerator, SecretGeneratorName } from './model.ts'

const hour = 3_600_000

/** The policies of a new instance (contract 3.8, 3.10, 12.4). */
export function defaultPolicies(): Policies {
  return {
    login: {
      allowLocalAuthentication: true,
      allowRegister: true,
      allowExternalIdp: true,
      forceMfa: false,
      forceMfaLocalOnly: false,
      passkeysAllowed: true,
      hidePasswordReset: false,
      ignoreUnknownUsernames: false,
      allowDomainDiscovery: true,
      disableLoginWithEmail: false,
      disableLoginWithPhone: false,
      defaultRedirectUri: '',
      passwordCheckLifetimeMs: 240 * hour,
      externalLoginCheckLifetimeMs: 240 * hour,
      mfaInitSkipLifetimeMs: 720 * hour,
      secondFactorCheckLifetimeMs: 18 * hour,
      multiFactorCheckLifetimeMs: 12 * hour,
      secondFactors: ['SECOND_FACTOR_TYPE_OTP', 'SECOND_FACTOR_TYPE_U2F'],
      multiFactors: ['MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION'],
      identityProviders: [],
    },
    lockout: { maxPasswordAttempts: 0, maxOtpAttempts: 0, showLockoutFailure: true },
    passwordAge: { maxAgeDays: 0, expireWarnDays: 0 },
    passwordComplexity: {
      minLength: 8,
      hasUppercase: true,
      hasLowercase: true,
      hasNumber: true,
      hasSymbol: true,
    },
    domain: {
      userLoginMustBeDomain: false,
      validateOrgDomains: false,
      smtpSenderAddressMatchesInstanceDomain: false,
    },
  }
}

/** Login settings that an organization gets of its own: what is not said is off, and no factor at all (contract 12.4). */
export function emptyLoginPolicy(): Policies['login'] {
  return {
    ...defaultPolicies().login,
    allowLocalAuthentication: false,
    allowRegister: false,
    allowExternalIdp: false,
    passkeysAllowed: false,
    allowDomainDiscovery: false,
    passwordCheckLifetimeMs: 0,
    externalLoginCheckLifetimeMs: 0,
    mfaInitSkipLifetimeMs: 0,
    secondFactorCheckLifetimeMs: 0,
    multiFactorCheckLifetimeMs: 0,
    secondFactors: [],
    multiFactors: [],
  }
}

/** How codes are made on a new instance (contract 3.7, 12.7). */
export function defaultSecretGenerators(): Map<SecretGeneratorName, SecretGenerator> {
  const code = (expiryMs: number): SecretGenerator => ({
    length: 6,
    expiryMs,
    lower: false,
    upper: true,
    digits: true,
    symbols: false,
  })
  const otp = (): SecretGenerator => ({ ...code(hour / 12), length: 8, upper: false })
  return new Map([
    ['init', code(72 * hour)],
    ['email', code(hour)],
    ['phone', code(hour)],
    ['password', code(hour)],
    ['invite', code(72 * hour)],
    ['otpSms', otp()],
    ['otpEmail', otp()],
  ])
}
