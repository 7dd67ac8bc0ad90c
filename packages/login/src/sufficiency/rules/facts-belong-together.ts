import type { AgreedFacts } from '../agreed-facts.ts'
import type { Facts } from '../facts.ts'
import type { Missing } from '../judgement.ts'
import type { Reading } from '../reading.ts'
import type { Reason } from '../reasons.ts'

export type Agreement =
  | { readonly agreed: AgreedFacts; readonly missing?: never }
  | { readonly agreed?: never; readonly missing: readonly Missing[] }

/**
 * Rule 0: all facts were read, and all are of one session, one user and one organization. Otherwise nothing else is judged, for
 * there is nothing to judge it by. Where the session or the user is gone, what depends on them was not read and is not missed.
 */
export function factsBelongTogether(facts: Facts): Agreement {
  const {
    session,
    user,
    clockOffsetMs,
    methods,
    organization,
    loginPolicy,
    passwordExpiry,
    identityProviders,
  } = facts
  if (!session.readable || !clockOffsetMs.readable) {
    return unread([session, 'session_unreadable'], [clockOffsetMs, 'clock_unreadable'])
  }
  if (session.value === null)
    return only({ type: 'first_factor', reason: 'session_gone', methods: facts.deployment.firstFactors })
  if (session.value.user === null) return disagree('session_without_user')
  if (!user.readable) return unread([user, 'user_unreadable'])
  if (user.value === null) return only({ type: 'user_refused', reason: 'user_unknown' })
  if (
    !methods.readable ||
    !organization.readable ||
    !loginPolicy.readable ||
    !passwordExpiry.readable ||
    !identityProviders.readable
  ) {
    return unread(
      [methods, 'methods_unreadable'],
      [organization, 'organization_unreadable'],
      [loginPolicy, 'login_policy_unreadable'],
      [passwordExpiry, 'password_expiry_unreadable'],
      [identityProviders, 'identity_providers_unreadable'],
    )
  }
  const agreed: AgreedFacts = {
    ...facts,
    clockOffsetMs: clockOffsetMs.value,
    zitadelNow: facts.now + clockOffsetMs.value,
    session: { ...session.value, user: session.value.user },
    user: user.value,
    methods: methods.value,
    organization: organization.value,
    loginPolicy: loginPolicy.value,
    passwordExpiry: passwordExpiry.value,
    identityProviders: identityProviders.value,
  }
  const disagreements = [...disagreementsOf(agreed)]
  return disagreements.length === 0 ? { agreed } : disagree(...disagreements)
}

function* disagreementsOf(facts: AgreedFacts): Generator<Reason> {
  const { session, user, organization, zitadelNow } = facts
  if (session.id !== facts.sessionId) yield 'session_is_another'
  if (session.user.id !== user.id) yield 'user_is_another'
  if (facts.methods.userId !== user.id) yield 'methods_of_another_user'
  if (session.user.organizationId !== user.organizationId) yield 'organization_is_another'
  const settings = [facts.loginPolicy, facts.passwordExpiry, facts.identityProviders]
  const isOfAnother = settings.some(({ organizationId }) => organizationId !== user.organizationId)
  if (isOfAnother || (organization !== null && organization.id !== user.organizationId)) {
    yield 'settings_of_another_organization'
  }
  // Expired sessions are still returned (contract 3.5).
  if (session.expiresAt !== null && !(session.expiresAt > zitadelNow)) yield 'session_expired'
}

function unread(...readings: readonly (readonly [Reading<unknown>, Reason])[]): Agreement {
  return {
    missing: readings
      .filter(([reading]) => !reading.readable)
      .map(([, reason]) => ({ type: 'policy_unreadable', reason })),
  }
}

function disagree(...found: readonly Reason[]): Agreement {
  return { missing: found.map((reason) => ({ type: 'facts_disagree', reason })) }
}

function only(missing: Missing): Agreement {
  return { missing: [missing] }
}
