import type { Area } from './broken-rule.ts'
import { inFolder } from './in-file.ts'

const src = 'packages/login/src'

const table = ['packages/login/test/sufficiency.test.ts']
const proof = ['packages/login/test/sufficiency-proof.test.ts']
const readings = [`${src}/sufficiency/readings/`]
const reader = [`${src}/facts/`]

const { inFile } = inFolder(src)

/** The named rules of sufficiency: the pure function, the proof that it gives, the reading of its facts. */
export const sufficiency: Area = {
  name: 'sufficiency',
  tests: [`${src.replace('/src', '/test')}/sufficiency`, `${src}/sufficiency/`, `${src}/facts/`],
  rules: [
    ...inFile('sufficiency/rules/facts-belong-together.ts', table, [
      ['an unreadable session is skipped', '!session.readable ||', 'false ||'],
      ['unreadable login settings are skipped', '!loginPolicy.readable ||', 'false ||'],
      ['unreadable methods are skipped', '!methods.readable ||', 'false ||'],
      ['an unreadable organization is skipped', '!organization.readable ||', 'false ||'],
      ['an unreadable password expiry is skipped', '!passwordExpiry.readable ||', 'false ||'],
      ['unreadable identity providers are skipped', '    !identityProviders.readable', '    false'],
      ['an unreadable user is skipped', 'if (!user.readable) return', 'if (false) return'],
      ['another session than asked for is accepted', 'session.id !== facts.sessionId', 'false'],
      ['user and session are not compared', 'session.user.id !== user.id', 'false'],
      ['methods and user are not compared', 'facts.methods.userId !== user.id', 'false'],
      [
        'the organizations of user and session are not compared',
        'session.user.organizationId !== user.organizationId',
        'false',
      ],
      [
        'the organizations of user and settings are not compared',
        'organizationId !== user.organizationId)\n',
        'false)\n',
      ],
      ['an expired session is accepted', '!(session.expiresAt > zitadelNow)', 'false'],
      [
        'a session is accepted at its very end',
        '!(session.expiresAt > zitadelNow)',
        'session.expiresAt < zitadelNow',
      ],
    ]),
    ...inFile('sufficiency/rules/clocks-agree.ts', table, [
      ['clocks a minute apart are accepted', 'Math.abs(clockOffsetMs) <= clockRefusalMs', 'true'],
      [
        'only a clock that is ahead is refused',
        'Math.abs(clockOffsetMs) <= clockRefusalMs',
        'clockOffsetMs <= clockRefusalMs',
      ],
      ['clocks that differ are not noted', 'Math.abs(clockOffsetMs) > clockWarningMs', 'false'],
    ]),
    ...inFile('sufficiency/rules/user-may-log-in.ts', table, [
      ['a machine user may log in', "kind !== 'human'", 'false'],
      ['a user INITIAL may log in', "initial: ['user_not_ready', 'user_initial']", 'initial: null'],
      ['a locked user may log in', "locked: ['user_refused', 'user_locked']", 'locked: null'],
      ['a deactivated user may log in', "inactive: ['user_refused', 'user_inactive']", 'inactive: null'],
      ['a deleted user may log in', "deleted: ['user_refused', 'user_deleted']", 'deleted: null'],
      [
        'a user in an unknown state may log in',
        "unknown: ['user_refused', 'user_state_unknown']",
        'unknown: null',
      ],
      ['an inactive organization is ignored', "organization.state === 'active'", 'true'],
      [
        'an unknown organization is ignored',
        "if (organization === null) return [{ type: 'organization_inactive', reason: 'organization_unknown' }]",
        'if (organization === null) return []',
      ],
      ['a name that two users have is accepted', 'name.hits !== 1', 'false'],
      ['e-mail names are accepted where they are off', 'loginPolicy.disableLoginWithEmail', 'false'],
      ['phone names are accepted where they are off', 'loginPolicy.disableLoginWithPhone', 'false'],
    ]),
    ...inFile('sufficiency/rules/first-factor-proven.ts', table, [
      ['a user check alone is enough', 'missing: counted.length > 0 ? [] :', 'missing: true ? [] :'],
      ['a password of before the last change counts', 'proof.verifiedAt < user.passwordChangedAt', 'false'],
      ['a password that was taken away counts', "!facts.methods.methods.includes('password')", 'false'],
      [
        'a password counts under single sign-on only',
        "if (!loginPolicy.allowLocalAuthentication) return failed('local_authentication_not_allowed')\n  return freshOr(\n    facts,\n    'password'",
        "return freshOr(\n    facts,\n    'password'",
      ],
      ['a passkey counts without user verification', '|| !proof.userVerified', ''],
      ['a passkey that was taken away counts', "!facts.methods.methods.includes('passkey')", 'false'],
      ['a passkey counts where passkeys are not allowed', "loginPolicy.passkeys !== 'allowed')", 'false)'],
      [
        'an external login counts where it is not allowed',
        'if (!loginPolicy.allowExternalIdp)',
        'if (false)',
      ],
      [
        'a provider that is not active any more counts',
        '!facts.identityProviders.ids.includes(intent.idpId)',
        'false',
      ],
      [
        'an external login of an unknown provider counts',
        "if (intent === null) return { reason: 'idp_unknown', proves: false }",
        "if (intent === null) return 'counts'",
      ],
      ['an external login that was unlinked counts', "!facts.methods.methods.includes('idp')", 'false'],
      ['an intent of another attempt counts', 'intent.attemptId !== asked.attempt.id', 'false'],
      ['an intent counts twice', 'intent.uses !== 1', 'false'],
      ['an intent has no limit of ours', '- intent.startedAt <= limitMs', '- intent.startedAt <= Infinity'],
      [
        "an intent's limit counts at renewals too",
        'isLogin(facts) ? intentOfThisAttempt',
        'true ? intentOfThisAttempt',
      ],
    ]),
    ...inFile('sufficiency/rules/fresh.ts', table, [
      ['the policy does not end proofs', '!(limitMs > 0 && ageMs < limitMs)', 'false'],
      ['a proof counts at the very end of its lifetime', 'ageMs < limitMs)', 'ageMs <= limitMs)'],
      [
        'a lifetime of "0s" means for ever',
        'lifetimeMs === null || lifetimeMs === 0 ? defaultMs',
        'lifetimeMs === null ? defaultMs : lifetimeMs === 0 ? Infinity',
      ],
      [
        'an absent lifetime means for ever',
        'lifetimeMs === null || lifetimeMs === 0 ? defaultMs',
        'lifetimeMs === null ? Infinity : lifetimeMs === 0 ? defaultMs',
      ],
      ['a negative lifetime counts', 'limitMs > 0 && ', ''],
      ['a proof of the future counts', '!(ageMs >= -clockWarningMs)', 'false'],
      ['maxAge is ignored', 'limitSeconds === undefined', 'true'],
      ['prompt=login is ignored', "prompt === 'login' ? 0 : maxAgeSeconds", 'maxAgeSeconds'],
      ['maxAge is asked at renewals', 'isLogin(facts) && !isWithinAsked', '!isWithinAsked'],
      [
        'an attempt that says renewal escapes maxAge',
        "occasion === 'login' || asked.attempt !== null",
        "occasion === 'login'",
      ],
      [
        'a proof of before the attempt counts as its own',
        'verifiedAt >= attempt.startedAt + clockOffsetMs',
        'true',
      ],
      [
        'the session of any attempt counts as its own',
        'session.fingerprint === attempt.id',
        'session.fingerprint !== null',
      ],
    ]),
    ...inFile('sufficiency/rules/second-factor-proven.ts', table, [
      ['forceMfa is ignored', "if (loginPolicy.forceMfa) return 'mfa_forced'", ''],
      ['forceMfaLocalOnly is ignored', 'loginPolicy.forceMfaLocalOnly &&', 'false &&'],
      ['forceMfaLocalOnly is asked of external logins', "&& first.factor !== 'idp'", ''],
      ['an enrolled factor is ignored', "return isEnrolled ? 'second_factor_enrolled' : null", 'return null'],
      [
        'an enrolled factor is asked for that the policy does not list',
        ' && loginPolicy.secondFactors.includes(factor)',
        '',
      ],
      ['a factor that is not enrolled any more counts', '|| !methods.methods.includes(factor)', ''],
      [
        'recovery codes count where the policy does not list them',
        'return loginPolicy.secondFactors.flatMap',
        "return [...loginPolicy.secondFactors, 'recovery_code' as const].flatMap",
      ],
      [
        'recovery codes are a reason to ask',
        "'otp_sms', 'otp_email']",
        "'otp_sms', 'otp_email', 'recovery_code']",
      ],
      ['a stale second factor counts', 'stale === null && !(', '!('],
      ['a passkey does not satisfy the second factor', 'need === null || isPasskey ||', 'need === null ||'],
      ['a missing second factor is no requirement', ': [whatIsMissing(facts, need, proofs)]', ': []'],
      [
        'passkeys make settings without factors configured',
        "passkeys === 'allowed' && multiFactorPasskey",
        "passkeys === 'allowed'",
      ],
      [
        'the offer comes back before its time',
        'zitadelNow - user.mfaSkippedAt < mfaInitSkipLifetimeMs',
        'false',
      ],
    ]),
    ...inFile('sufficiency/rules/password-current.ts', table, [
      ['a password change that is demanded is ignored', 'if (user.isPasswordChangeRequired)', 'if (false)'],
      ['the age of passwords is ignored', 'endsAt < zitadelNow', 'false'],
      ['a password ends at its very age', 'endsAt < zitadelNow', 'endsAt <= zitadelNow'],
      ['a password without a date is young', 'if (user.passwordChangedAt === null)', 'if (false)'],
      ['an external login has to change a password', "factor === 'password' ||", 'true ||'],
    ]),
    ...inFile('sufficiency/rules/email-verified.ts', table, [
      ['an unverified e-mail address is ignored', 'if (user.isEmailVerified ||', 'if (true ||'],
      [
        'saying nothing lets unverified addresses in',
        'deployment.allowUnverifiedEmail === true',
        'deployment.allowUnverifiedEmail !== false',
      ],
    ]),
    ...inFile('sufficiency/rules/organization-as-asked.ts', table, [
      ['the organization asked for is ignored', 'asked.organizationId === user.organizationId', 'true'],
    ]),
    ...inFile('sufficiency/rules/subject-as-expected.ts', table, [
      ['the expected user is ignored', 'asked.expectedSubject === user.id', 'true'],
    ]),
    ...inFile('sufficiency/disclosed.ts', table, [
      ['the state of an account is told before a first factor', 'if (isFirstFactorProven ||', 'if (true ||'],
    ]),
    ...inFile('sufficiency/order.ts', table, [
      ['what the user can act on stands anywhere', '.sort((one, other) => place(one) - place(other))', ''],
    ]),
    ...inFile('sufficiency/sufficient-attempt.ts', proof, [
      ['a proof is made although something is missing', 'judgement.requirements.length > 0 ||', 'false ||'],
      ['anything is taken for a proof', 'proven.has(value)', 'true'],
      ['a copy is taken for a proof', 'proven.has(value)', 'brand in value'],
      ['a proof is taken for another session', 'attempt.sessionId !== of.sessionId ||', ''],
      ['a proof is taken for another attempt', ' || attempt.attemptId !== of.attemptId', ''],
      ['a proof can be changed', 'return Object.freeze(value)', 'return value'],
    ]),
    ...inFile('sufficiency/readings/parse-login-policy.ts', readings, [
      ['an empty answer reads as settings', "if (owner === '' && !isSigned)", 'if (false)'],
      [
        'settings of another organization are read',
        "isOwn && owner !== '' && owner !== organizationId",
        'false',
      ],
      ['forceMfa is not read', "flag(settings, 'forceMfa')", 'false'],
      ['local logins are allowed by silence', 'names.length > 0 && ', ''],
      [
        'the older name of allowLocalAuthentication is not read',
        "'allowLocalAuthentication', 'allowUsernamePassword'",
        "'allowLocalAuthentication'",
      ],
    ]),
    ...inFile('sufficiency/readings/parse-methods.ts', readings, [
      [
        'an unknown method is skipped',
        "known.get(name) ?? refuse('authMethodTypes')",
        "known.get(name) ?? 'password'",
      ],
      ['an empty answer reads as no methods', "objectOf(methods['details'], 'details')", ''],
    ]),
    ...inFile('sufficiency/readings/parse-organization.ts', readings, [
      ['an unknown state of an organization reads as active', "?? 'unknown'", "?? 'active'"],
    ]),
    ...inFile('sufficiency/readings/parse-session.ts', readings, [
      [
        'user verification is taken for granted',
        "flag(objectOf(factors['webAuthN'], 'webAuthN'), 'userVerified')",
        'true',
      ],
      [
        'a factor without a time is held',
        'verifiedAt === null ? null : { verifiedAt }',
        'factor === null ? null : { verifiedAt: verifiedAt ?? 0 }',
      ],
    ]),
    ...inFile('sufficiency/readings/parse-user.ts', readings, [
      ['an e-mail address without a word is verified', "email !== null && flag(email, 'isVerified')", 'true'],
      ['a machine reads as a human', "machine !== null ? 'machine' :", ''],
    ]),
    ...inFile('sufficiency/readings/times.ts', readings, [
      ['fractions of a millisecond are lost', "Number(`0${fraction ?? ''}`) * 1_000", '0'],
    ]),
    ...inFile('sufficiency/readings/json.ts', readings, [
      [
        'a flag of another type is false',
        "return typeof value === 'boolean' ? value : refuse(name)",
        'return value === true',
      ],
    ]),
    ...inFile('facts/ask.ts', reader, [
      ['any 404 means that there is none', '&& errorIdOf(answer.json) === absentBy.errorId', ''],
      ['any status is read', 'if (answer.status !== 200)', 'if (false)'],
    ]),
    ...inFile('facts/facts-reader.ts', reader, [
      [
        "settings of the record's organization are judged by",
        'await policyOf(user.value.organizationId)',
        'await policyOf(known.organizationId ?? user.value.organizationId)',
      ],
    ]),
    ...inFile('facts/policy-cache.ts', reader, [
      ['settings are remembered for ever', 'ageMs < cacheSeconds * 1_000', 'ageMs < Infinity'],
      ['an unreadable policy is remembered', 'isWhole(whole) ? undefined : forget()', 'undefined'],
      ['parallel logins read the settings each', '? entry.policy', '? begin(organizationId)'],
      ['the memory has no bound', 'if (kept.size <= maxOrganizations) break', 'break'],
    ]),
    ...inFile('facts/clock-offset.ts', reader, [
      [
        'without a date the clocks agree',
        "return unreadable(exchanges.length === 0 ? 'no_answer' : 'wrong_shape')",
        'return readable(0)',
      ],
    ]),
    ...inFile('facts/questions.ts', reader, [['an identifier may change the path', "id !== '..' && ", '']]),
  ],
}
