import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPrincipal } from './principal.ts'
import { parseRoles } from './roles.ts'

const make = (claims: Record<string, unknown>, projectId: string | null = 'P') =>
  createPrincipal({ issuer: 'https://id.example', subject: 'ada', expiresAt: 1, claims }, projectId)

describe('a principal', () => {
  it('says what the claims say, in our words', () => {
    const principal = make({
      client_id: 'app',
      scope: 'openid profile',
      auth_time: 1_800_000_000,
      amr: ['pwd', 'otp', 'mfa'],
      'urn:zitadel:iam:user:resourceowner:id': 'O',
      'urn:zitadel:iam:user:resourceowner:name': 'Paper',
      'urn:zitadel:iam:user:resourceowner:primary_domain': 'paper.localhost',
    })
    expect(principal).toMatchObject({
      subject: 'ada',
      issuer: 'https://id.example',
      client: 'app',
      scopes: ['openid', 'profile'],
      authTime: 1_800_000_000_000,
      methods: ['pwd', 'otp', 'mfa'],
      organization: { id: 'O', name: 'Paper', primaryDomain: 'paper.localhost' },
      expiresAt: 1,
    })
  })

  it('has nothing where the claims have nothing, as for a personal access token', () => {
    expect(make({})).toMatchObject({
      client: null,
      scopes: null,
      actor: null,
      authTime: null,
      methods: [],
      organization: null,
      roles: [],
      metadata: {},
    })
  })

  it('makes nothing of claims of another shape, whatever they are (AT-4)', () => {
    const names = [
      'client_id',
      'amr',
      'auth_time',
      'urn:zitadel:iam:org:project:P:roles',
      'urn:zitadel:iam:user:metadata',
      'urn:zitadel:iam:user:resourceowner:id',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        const principal = make({ [name]: value })
        expect(principal.subject).toBe('ada')
        expect(principal.roles.every((one) => one.projectId === 'P' && one.organizationIds.length > 0)).toBe(
          true,
        )
        expect(principal.methods.every((method) => typeof method === 'string')).toBe(true)
      }),
    )
  })

  it('cannot be changed: it is shared by all requests with its token', () => {
    const principal = make({ 'urn:zitadel:iam:org:project:P:roles': { editor: { O: 'd' } }, amr: ['pwd'] })
    const change = [
      () => Object.assign(principal, { subject: 'eve' }),
      () => (principal.roles as unknown[]).push({}),
      () => (principal.roles.at(0)?.organizationIds as string[] | undefined)?.push('X'),
      () => Object.assign(principal.metadata, { a: 'b' }),
      () => (principal.methods as string[]).push('mfa'),
    ]
    for (const attempt of change) expect(attempt).toThrow(TypeError)
  })
})

describe('roles (contract 6.6)', () => {
  const editor = { editor: { O1: 'a.localhost', O2: 'b.localhost' } }

  it('are read in both spellings, with project and organizations', () => {
    expect(
      parseRoles({
        'urn:zitadel:iam:org:project:P:roles': editor,
        'urn:zitadel:iam:org:project:roles': editor,
      }),
    ).toEqual([
      { role: 'editor', projectId: 'P', organizationIds: ['O1', 'O2'] },
      { role: 'editor', projectId: null, organizationIds: ['O1', 'O2'] },
    ])
  })

  it('are held in one project only, and in the organizations named', () => {
    const claims = { 'urn:zitadel:iam:org:project:P:roles': editor }
    expect(make(claims, 'P').hasRole('editor')).toBe(true)
    expect(make(claims, 'P').hasRole('editor', { organizationId: 'O2' })).toBe(true)
    expect(make(claims, 'P').hasRole('editor', { organizationId: 'O3' })).toBe(false)
    expect(make(claims, 'Q').hasRole('editor')).toBe(false)
    expect(make(claims, null).hasRole('editor')).toBe(false)
  })

  it('are none without an organization, in a list, or under a name that only looks alike', () => {
    expect(parseRoles({ 'urn:zitadel:iam:org:project:P:roles': { editor: {} } })).toEqual([])
    expect(parseRoles({ 'urn:zitadel:iam:org:project:P:roles': ['editor'] })).toEqual([])
    expect(parseRoles({ 'x:urn:zitadel:iam:org:project:P:roles': editor })).toEqual([])
    expect(parseRoles({ 'urn:zitadel:iam:org:project:P:Q:roles': editor })).toEqual([])
    expect(make({ 'urn:zitadel:iam:org:project:P:roles': editor }).hasRole('toString')).toBe(false)
  })
})

describe('metadata (contract 6.6)', () => {
  const claims = {
    'urn:zitadel:iam:user:metadata': {
      dept: 'c2FsZXM',
      uml: 'Z3LDvMOfZSDimIM',
      bin: '__4A',
      bad: 'a+b/',
      constructor: 'eA',
    },
  }

  it('is decoded to text', () => {
    const { metadata } = make(claims)
    expect({ ...metadata }).toEqual({ dept: 'sales', uml: 'grüße ☃', constructor: 'x' })
    expect(metadata['toString']).toBeUndefined()
  })

  it('keeps what is not text as bytes, a new copy each time', () => {
    const principal = make(claims)
    expect(principal.metadataBytes('bin')).toEqual(new Uint8Array([0xff, 0xfe, 0x00]))
    principal.metadataBytes('bin')?.fill(1)
    expect(principal.metadataBytes('bin')).toEqual(new Uint8Array([0xff, 0xfe, 0x00]))
    expect(principal.metadataBytes('bad')).toBeNull()
    expect(principal.metadataBytes('toString')).toBeNull()
    expect(principal.metadataBytes('absent')).toBeNull()
  })
})
