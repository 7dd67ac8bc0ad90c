import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createGuard, requireRole, requireUser } from '../src/index.ts'
import { aRequest, asPrincipal } from './support/builders.ts'
import { outcomeOf } from './support/with-keys.ts'

interface Recorded {
  readonly note: string
  readonly response: { readonly status: number; readonly body: Record<string, unknown> }
}

/** What a real ZITADEL was seen to answer, with its secrets masked. */
const recorded = readFileSync(
  new URL('../../../fidelity/recordings/08-introspect-userinfo-revoke-endsession.jsonl', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Recorded)

function answerOf(note: string): Recorded['response'] {
  const found = recorded.find((one) => one.note === note)
  if (found === undefined) throw new Error(`no recording is called ${note}`)
  return found.response
}

const project = '400659402668903462'
const organization = '400659370221833254'

function guardOf(note: string) {
  const { status, body } = answerOf(note)
  const iat = Number(body['iat'] ?? 0)
  return createGuard({
    issuer: 'http://localhost:8080',
    introspection: {
      clientId: 'x',
      clientSecret: 'y',
      endpoint: 'http://localhost:8080/oauth/v2/introspect',
    },
    audience: project,
    fetch: async () => Response.json(body, { status }),
    now: () => iat * 1000,
    onEvent: () => {},
  })
}
const request = aRequest('Bearer abc')

describe('what a real ZITADEL was seen to answer (contract 7.1)', () => {
  it.each(['by API app, Basic', 'by API app, JWT profile', 'by the OIDC app itself', 'a JWT access token'])(
    'is a user with roles in organizations: %s',
    async (note) => {
      const principal = asPrincipal(await guardOf(note)(request, requireUser(), requireRole('admin')))
      expect(principal).toMatchObject({
        issuer: 'http://localhost:8080',
        subject: '400659404581506086',
        methods: ['pwd'],
        authTime: 1_795_308_215_000,
        scopes: expect.arrayContaining(['openid', 'offline_access']),
      })
      expect(principal.hasRole('reader', { organizationId: organization })).toBe(true)
      expect(principal.hasRole('reader', { organizationId: '1' })).toBe(false)
    },
  )

  it('is a machine without client, login or methods for a personal access token (AT-5)', async () => {
    const guard = guardOf('a PAT')
    expect(asPrincipal(await guard(request))).toMatchObject({
      subject: '400659403658759206',
      client: null,
      authTime: null,
      methods: [],
      organization: { id: organization, name: 'ZITADEL', primaryDomain: 'zitadel.localhost' },
      expiresAt: 1_893_456_000_000,
    })
    expect(outcomeOf(await guard(request, requireUser()))).toBe('not_a_user')
  })

  it('grants no role to a user without any, and only the one that was asked for', async () => {
    expect(
      outcomeOf(await guardOf('user without roles: no role claim')(request, requireRole('reader'))),
    ).toBe('role_missing')
    const guard = guardOf('one role scope: only that role')
    expect(outcomeOf(await guard(request, requireRole('reader')))).toBe('principal')
    expect(outcomeOf(await guard(request, requireRole('admin')))).toBe('role_missing')
  })

  it('is of another project for an application of another', async () => {
    expect(outcomeOf(await guardOf('scope openid only, project without role assertion')(request))).toBe(
      'wrong_audience',
    )
  })

  it.each([
    'garbage token',
    'a refresh token',
    'an id_token',
    'a session token',
    'it is dead',
    'assertion garbage',
  ])('is inactive: %s (JOSE-4)', async (note) => {
    expect(outcomeOf(await guardOf(note)(request))).toBe('token_inactive')
  })

  it.each([
    'wrong secret',
    'unknown client',
    'assertion with a wrong audience',
    'assertion wrong kid',
    'public client, client_id only',
  ])("is the API's own fault: %s", async (note) => {
    expect(outcomeOf(await guardOf(note)(request))).toBe('credential_refused')
  })
})
