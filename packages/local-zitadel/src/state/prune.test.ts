import { describe, expect, it } from 'vitest'
import { createInstance } from './create-instance.ts'
import type { AuthRequest, OidcSession, Session } from './model.ts'
import { endedRetentionMs, openRequestRetentionMs, prune } from './prune.ts'

const now = Date.UTC(2030, 0, 1)
const weekAgo = now - endedRetentionMs

const aSession = (given: Partial<Session>): Session => ({
  id: 's',
  createdAt: 0,
  changedAt: 0,
  sequence: 1,
  creatorId: 'c',
  state: 'active',
  tokenId: 't',
  metadata: new Map(),
  challenges: {},
  ...given,
})

const aGrant = (given: Partial<OidcSession>): OidcSession => ({
  id: 'g',
  createdAt: 0,
  grant: 'authorization_code',
  userId: 'u',
  organizationId: 'o',
  clientId: 'c',
  scope: [],
  audience: [],
  methods: [],
  ...given,
})

const aRequest = (given: Partial<AuthRequest>): AuthRequest => ({
  id: 'r',
  createdAt: 0,
  loginClient: '',
  clientId: 'c',
  redirectUri: 'u',
  responseType: 'code',
  scope: [],
  audience: [],
  state: '',
  prompt: [],
  uiLocales: [],
  issuer: 'i',
  status: 'added',
  ...given,
})

const accessToken = (expiresAt: number, revoked = false) => ({ id: 'at', createdAt: 0, expiresAt, revoked })
const refreshToken = (expiresAt: number, idleExpiresAt: number) => ({
  id: 'rt',
  createdAt: 0,
  expiresAt,
  idleExpiresAt,
  revoked: false,
})

function leftOf(given: { session?: Session; grant?: OidcSession; request?: AuthRequest }): string[] {
  const instance = createInstance({ id: 'i', ownProjectId: 'p', tokenKey: new Uint8Array(32), now: 0 })
  if (given.session) instance.sessions.set('s', given.session)
  if (given.grant) instance.oidcSessions.set('g', given.grant)
  if (given.request) instance.authRequests.set('r', given.request)
  const before = [instance.sessions, instance.oidcSessions, instance.authRequests].flatMap((map) => [
    ...map.keys(),
  ])
  const changed = prune(instance, now)
  const left = [instance.sessions, instance.oidcSessions, instance.authRequests].flatMap((map) => [
    ...map.keys(),
  ])
  expect(changed).toBe(left.length < before.length)
  return left
}

describe('what the local server forgets', () => {
  it.each([
    ['a living session without a lifetime', { session: aSession({}) }, ['s']],
    [
      'an ended one, at the last moment',
      { session: aSession({ state: 'terminated', changedAt: weekAgo + 1 }) },
      ['s'],
    ],
    ['an ended one, a week on', { session: aSession({ state: 'terminated', changedAt: weekAgo }) }, []],
    ['an expired one, at the last moment', { session: aSession({ expiresAt: weekAgo + 1 }) }, ['s']],
    ['an expired one, a week on', { session: aSession({ expiresAt: weekAgo }) }, []],
    ['a made-up one, a week on', { session: aSession({ state: 'made_up', changedAt: weekAgo }) }, []],
    [
      'an expired one whose access token still lives (contract 6.8)',
      {
        session: aSession({ expiresAt: 1 }),
        grant: aGrant({ sessionId: 's', accessToken: accessToken(now + 1) }),
      },
      ['s', 'g'],
    ],
    [
      'an ended one whose refresh token still lives (contract 6.7)',
      {
        session: aSession({ state: 'terminated' }),
        grant: aGrant({
          sessionId: 's',
          accessToken: accessToken(1),
          refreshToken: refreshToken(now + 1, now + 1),
        }),
      },
      ['s', 'g'],
    ],
    [
      'a dead grant of a living session',
      { session: aSession({}), grant: aGrant({ sessionId: 's', accessToken: accessToken(1) }) },
      ['s', 'g'],
    ],
    [
      'a dead grant without a session, a week on',
      { grant: aGrant({ accessToken: accessToken(weekAgo) }) },
      [],
    ],
    ['the same at the last moment', { grant: aGrant({ accessToken: accessToken(weekAgo + 1) }) }, ['g']],
    ['a revoked one', { grant: aGrant({ accessToken: accessToken(now + 1, true) }) }, []],
    [
      'one whose refresh token idled away',
      { grant: aGrant({ accessToken: accessToken(1), refreshToken: refreshToken(now + 1, weekAgo) }) },
      [],
    ],
    ['an open auth request', { request: aRequest({ createdAt: now - openRequestRetentionMs + 1 }) }, ['r']],
    ['one that nobody came for', { request: aRequest({ createdAt: now - openRequestRetentionMs }) }, []],
    [
      'an exchanged one, at the last moment',
      { request: aRequest({ status: 'exchanged', createdAt: weekAgo + 1 }) },
      ['r'],
    ],
    ['an exchanged one, a week on', { request: aRequest({ status: 'exchanged', createdAt: weekAgo }) }, []],
    [
      'a bound one whose session lives: its code never expires (contract 5.4)',
      {
        session: aSession({}),
        request: aRequest({ status: 'linked', linked: { sessionId: 's', userId: 'u', methods: [] } }),
      },
      ['s', 'r'],
    ],
    [
      'a bound one whose session was forgotten',
      { request: aRequest({ status: 'linked', linked: { sessionId: 's', userId: 'u', methods: [] } }) },
      [],
    ],
  ] as const)('%s', (_, given, left) => {
    expect(leftOf(given)).toEqual(left)
  })
})
