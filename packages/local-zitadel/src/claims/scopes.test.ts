import { describe, expect, it } from 'vitest'
import type { Organization, Project } from '../state/model.ts'
import { parseScope, scopesOfApplication, scopesOfServiceUser, withAssertedRoles } from './scopes.ts'

const role = (key: string) => `urn:zitadel:iam:org:project:role:${key}`

function aProject(given: { roleAssertion: boolean; roles: string[] }): Project {
  return {
    id: 'p1',
    organizationId: 'o1',
    name: 'p1',
    state: 'active',
    roleAssertion: given.roleAssertion,
    authorizationRequired: false,
    projectAccessRequired: false,
    createdAt: 0,
    changedAt: 0,
    sequence: 1,
    roles: new Map(given.roles.map((key) => [key, { displayName: key, group: '' }])),
    grants: new Map(),
  }
}

const organization: Pick<Organization, 'id' | 'primaryDomain'> = { id: 'o1', primaryDomain: 'acme.localhost' }
const asserting = aProject({ roleAssertion: true, roles: ['admin', 'reader'] })
const silent = aProject({ roleAssertion: false, roles: ['admin'] })

describe('scopes of an application (contract 4.5, 6.6)', () => {
  it('are kept when they are standard, ZITADEL’s, or a role of the project', () => {
    const all = [
      'openid',
      'profile',
      'email',
      'phone',
      'address',
      'offline_access',
      'groups',
      'urn:zitadel:iam:user:groups',
      'urn:zitadel:iam:user:metadata',
      'urn:zitadel:iam:user:resourceowner',
      'urn:zitadel:iam:org:id:1',
      'urn:zitadel:iam:org:domain:primary:a.b',
      'urn:zitadel:iam:org:project:id:zitadel:aud',
      'urn:zitadel:iam:org:projects:roles',
      'urn:zitadel:iam:org:roles:id:1',
      'urn:zitadel:iam:org:idp:id:1',
      role('admin'),
    ]
    expect(scopesOfApplication(all, asserting)).toEqual(all)
  })

  it('are dropped without a word when nobody knows them, in the order asked', () => {
    expect(scopesOfApplication(['foo', 'openid', role('nope'), '', 'email', 'OpenID'], asserting)).toEqual([
      'openid',
      'email',
    ])
  })

  it('stay as often as they were asked', () => {
    expect(scopesOfApplication(['openid', 'openid'], silent)).toEqual(['openid', 'openid'])
  })

  it('grow by every role of a project that asserts them, unless a role was asked for', () => {
    expect(withAssertedRoles(['openid'], asserting)).toEqual(['openid', role('admin'), role('reader')])
    expect(withAssertedRoles(['openid', role('reader')], asserting)).toEqual(['openid', role('reader')])
    expect(withAssertedRoles(['openid'], silent)).toEqual(['openid'])
  })
})

describe('scopes of a service user (contract 2.1)', () => {
  it('may name any role, and only the user’s own organization', () => {
    const asked = [
      role('anything'),
      'foo',
      'urn:zitadel:iam:org:id:o1',
      'urn:zitadel:iam:org:id:o2',
      'urn:zitadel:iam:org:domain:primary:acme.localhost',
      'urn:zitadel:iam:org:domain:primary:other.localhost',
    ]
    expect(scopesOfServiceUser(asked, organization)).toEqual([role('anything'), asked[2], asked[4]])
  })
})

describe('a scope parameter', () => {
  it('is missing, empty or a list: three different things', () => {
    expect(parseScope(undefined)).toBeUndefined()
    expect(scopesOfServiceUser(parseScope('') ?? ['missing'], organization)).toEqual([])
    expect(parseScope('a b')).toEqual(['a', 'b'])
  })
})
