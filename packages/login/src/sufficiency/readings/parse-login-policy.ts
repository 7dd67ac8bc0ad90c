import type { JsonObject } from '@postern/protocol'
import type { LoginPolicy, SecondFactor } from '../facts.ts'
import { flag, member, objectOf, optionalObject, refuse, text, texts } from './json.ts'
import { optionalDuration } from './times.ts'

const secondFactors: ReadonlyMap<string, SecondFactor> = new Map([
  ['SECOND_FACTOR_TYPE_OTP', 'totp'],
  ['SECOND_FACTOR_TYPE_U2F', 'u2f'],
  ['SECOND_FACTOR_TYPE_OTP_SMS', 'otp_sms'],
  ['SECOND_FACTOR_TYPE_OTP_EMAIL', 'otp_email'],
  ['SECOND_FACTOR_TYPE_RECOVERY_CODES', 'recovery_code'],
])

/**
 * `GET /v2/settings/login?ctx.orgId=` (contract 12.4), told which organization was asked for. An answer is recognised as real by
 * `passwordCheckLifetime` or `details`: without that, an empty one would read as "nothing is demanded". A second factor that we do
 * not know is left out, which allows less; who has enrolled one is refused by `parseMethods`.
 *
 * @throws {TypeError} another shape
 */
export function parseLoginPolicy(answer: unknown, organizationId: string): LoginPolicy {
  const settings = realSettings(answer, 'passwordCheckLifetime', organizationId)
  return {
    organizationId,
    allowLocalAuthentication: allowsLocalAuthentication(settings),
    allowExternalIdp: flag(settings, 'allowExternalIdp'),
    forceMfa: flag(settings, 'forceMfa'),
    forceMfaLocalOnly: flag(settings, 'forceMfaLocalOnly'),
    passkeys: text(settings, 'passkeysType') === 'PASSKEYS_TYPE_ALLOWED' ? 'allowed' : 'not_allowed',
    secondFactors: texts(settings, 'secondFactors').flatMap((name) => secondFactors.get(name) ?? []),
    multiFactorPasskey: texts(settings, 'multiFactors').includes('MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION'),
    disableLoginWithEmail: flag(settings, 'disableLoginWithEmail'),
    disableLoginWithPhone: flag(settings, 'disableLoginWithPhone'),
    passwordCheckLifetimeMs: optionalDuration(settings, 'passwordCheckLifetime'),
    externalLoginCheckLifetimeMs: optionalDuration(settings, 'externalLoginCheckLifetime'),
    secondFactorCheckLifetimeMs: optionalDuration(settings, 'secondFactorCheckLifetime'),
    multiFactorCheckLifetimeMs: optionalDuration(settings, 'multiFactorCheckLifetime'),
    mfaInitSkipLifetimeMs: optionalDuration(settings, 'mfaInitSkipLifetime'),
  }
}

/**
 * The settings of an answer that is one. Own settings of an organization name it in `details`: those of another are refused.
 *
 * @param sign a member of the settings that is always there
 */
export function realSettings(answer: unknown, sign: string | null, organizationId: string): JsonObject {
  const object = objectOf(answer, 'answer')
  const settings = objectOf(object['settings'], 'settings')
  const details = optionalObject(object, 'details')
  const owner = details === null ? '' : text(details, 'resourceOwner')
  const isSigned = sign !== null && member(settings, sign) !== undefined
  if (owner === '' && !isSigned) refuse('details')
  const isOwn = text(settings, 'resourceOwnerType') === 'RESOURCE_OWNER_TYPE_ORG'
  return isOwn && owner !== '' && owner !== organizationId ? refuse('details.resourceOwner') : settings
}

/** The newer and the older name; a false one is absent, and one that is written out counts. */
function allowsLocalAuthentication(settings: JsonObject): boolean {
  const names = ['allowLocalAuthentication', 'allowUsernamePassword'].filter(
    (name) => member(settings, name) !== undefined,
  )
  return names.length > 0 && names.every((name) => flag(settings, name))
}
