import type { Group, Human, Instance, User } from '../state/model.ts'
import { preferredLoginName } from './login-name.ts'
import {
  groups,
  organizationDomainClaim,
  organizationDomainPrefix,
  organizationIdClaim,
  organizationIdPrefix,
  userGroups,
  userMetadata,
  userResourceOwner,
} from './scope-names.ts'

type Claims = Record<string, unknown>

/** Profile, e-mail and phone, as far as the scopes ask; empty values and false ones are left out. `address` adds nothing (contract 7.2). */
export function standardClaims(instance: Instance, user: User, scopes: readonly string[]): Claims {
  return {
    ...(scopes.includes('profile') ? profileClaims(instance, user) : {}),
    ...(scopes.includes('email') && user.human ? emailClaims(user.human) : {}),
    ...(scopes.includes('phone') && user.human ? phoneClaims(user.human) : {}),
  }
}

/** Claims of ZITADEL's own scopes that go wherever the scope goes, id_token and JWT access token included (contract 6.4, 6.6). */
export function ownClaims(instance: Instance, user: User, scopes: readonly string[]): Claims {
  const claims: Claims = {}
  for (const scope of scopes) {
    if (scope === userMetadata) Object.assign(claims, metadataClaim(user))
    if (scope === userGroups) Object.assign(claims, groupsClaim(instance, user))
    if (scope === groups) Object.assign(claims, groupNamesClaim(instance, user))
    if (scope === userResourceOwner) Object.assign(claims, resourceOwnerClaims(instance, user))
    if (scope.startsWith(organizationDomainPrefix)) {
      claims[organizationDomainClaim] = scope.slice(organizationDomainPrefix.length)
    }
    if (scope.startsWith(organizationIdPrefix)) {
      claims[organizationIdClaim] = scope.slice(organizationIdPrefix.length)
      Object.assign(claims, resourceOwnerClaims(instance, user))
    }
  }
  return claims
}

function profileClaims(instance: Instance, user: User): Claims {
  const common = {
    updated_at: Math.floor(user.changedAt / 1000),
    preferred_username: preferredLoginName(instance, user),
  }
  if (user.machine) return { name: user.machine.name, ...common }
  const human = user.human
  if (!human) return common
  return withoutEmpty({
    name: human.displayName,
    given_name: human.givenName,
    family_name: human.familyName,
    nickname: human.nickName,
    picture: human.avatarUrl,
    gender: genders[human.gender] ?? '',
    locale: human.preferredLanguage === 'und' ? '' : human.preferredLanguage,
    ...common,
  })
}

function emailClaims({ email }: Human): Claims {
  return withoutEmpty({ email: email.address, email_verified: email.verified })
}

function phoneClaims({ phone }: Human): Claims {
  return phone ? withoutEmpty({ phone_number: phone.number, phone_number_verified: phone.verified }) : {}
}

function metadataClaim(user: User): Claims {
  if (user.metadata.size === 0) return {}
  const entries = [...user.metadata].map(([key, { value }]) => [
    key,
    Buffer.from(value).toString('base64url'),
  ])
  return { [userMetadata]: Object.fromEntries(entries) }
}

function groupsOf(instance: Instance, { id }: User): Group[] {
  return [...instance.groups.values()].filter(({ userIds }) => userIds.includes(id))
}

function groupsClaim(instance: Instance, user: User): Claims {
  const found = groupsOf(instance, user).map(({ id, name }) => ({ id, name }))
  return found.length === 0 ? {} : { [userGroups]: found }
}

function groupNamesClaim(instance: Instance, user: User): Claims {
  const found = groupsOf(instance, user).map(({ name }) => name)
  return found.length === 0 ? {} : { [groups]: found }
}

function resourceOwnerClaims(instance: Instance, user: User): Claims {
  const organization = instance.organizations.get(user.organizationId)
  if (!organization) return {}
  return {
    [`${userResourceOwner}:id`]: organization.id,
    [`${userResourceOwner}:name`]: organization.name,
    [`${userResourceOwner}:primary_domain`]: organization.primaryDomain,
  }
}

function withoutEmpty(claims: Claims): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== '' && value !== false))
}

const genders: Readonly<Record<string, string>> = {
  GENDER_FEMALE: 'female',
  GENDER_MALE: 'male',
  GENDER_DIVERSE: 'diverse',
}
