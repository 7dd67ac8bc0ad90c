import { expect } from 'vitest'
import {
  createGuard,
  type Guard,
  type GuardEvent,
  type GuardOptions,
  type Principal,
  type Refusal,
} from '../../src/index.ts'
import type { ScriptedIssuer } from './scripted-issuer.ts'

export const project = '300000000000000001'
export const apiClient = '300000000000000002'
export const appClient = '300000000000000003'
export const organization = '300000000000000004'
export const noon = Date.UTC(2027, 0, 15, 12)

/** What ZITADEL says of a living token (contract 7.1). */
export function anAnswer(issuer: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  const now = noon / 1000
  const roles = { editor: { [organization]: 'paper.localhost' } }
  const answer = {
    active: true,
    scope: 'openid profile',
    client_id: appClient,
    token_type: 'Bearer',
    exp: now + 43_200,
    iat: now,
    nbf: now,
    auth_time: now - 60,
    sub: '300000000000000005',
    aud: [appClient, apiClient, project],
    amr: ['pwd', 'mfa'],
    iss: issuer,
    jti: 'V2_300000000000000006-at_300000000000000007',
    username: 'ada@paper.localhost',
    [`urn:zitadel:iam:org:project:${project}:roles`]: roles,
    'urn:zitadel:iam:org:project:roles': roles,
    ...over,
  }
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined))
}

export interface Guarded {
  readonly guard: Guard
  readonly events: readonly GuardEvent[]
  readonly clock: { now: number }
}

export function aGuard(
  { issuer }: Pick<ScriptedIssuer, 'issuer'>,
  over: Partial<GuardOptions> = {},
): Guarded {
  const events: GuardEvent[] = []
  const clock = { now: noon }
  const guard = createGuard({
    issuer,
    introspection: { clientId: apiClient, clientSecret: 'a secret/with:signs+%é' },
    audience: project,
    fetch,
    now: () => clock.now,
    onEvent: (event) => events.push(event),
    ...over,
  })
  return { guard, events, clock }
}

export const aRequest = (authorization?: string, url = 'https://api.example/news'): Request =>
  new Request(url, authorization === undefined ? {} : { headers: { authorization } })

export function asPrincipal(judged: Principal | Refusal | null): Principal {
  expect(judged).toMatchObject({ kind: 'principal' })
  return judged as Principal
}

export function asRefusal(judged: Principal | Refusal | null): Refusal {
  expect(judged).toMatchObject({ kind: 'refusal' })
  return judged as Refusal
}
