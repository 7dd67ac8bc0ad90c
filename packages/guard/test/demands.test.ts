import { parseChallenges } from '@postern/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Demand, GuardError, requireOrganization, requireStepUp, requireUser } from '../src/index.ts'
import { asRefusal, noon } from './support/builders.ts'
import { aSetting, bearer, outcomeOf, type Setting } from './support/with-keys.ts'

let setting: Setting
beforeEach(async () => {
  setting = await aSetting()
})
const seconds = noon / 1000
const judge = async (demand: Demand, claims: object) =>
  setting.guard(bearer(setting.issuer.opaque({ ...claims })), demand)
const outcome = async (demand: Demand, claims: object) => outcomeOf(await judge(demand, claims))

describe('step-up (RFC 9470)', () => {
  it('asks for a newer login by 401 with max_age, to the second (STEP-1)', async () => {
    const demand = requireStepUp({ maxAgeSeconds: 300 })
    expect(await outcome(demand, { auth_time: seconds - 300 })).toBe('principal')
    const refusal = asRefusal(await judge(demand, { auth_time: seconds - 301 }))
    expect(refusal).toMatchObject({
      status: 401,
      reason: 'authentication_too_old',
      problem: { code: 'AUTHENTICATION_INSUFFICIENT' },
    })
    expect(parseChallenges(refusal.headers['www-authenticate'] ?? '')).toEqual([
      {
        scheme: 'bearer',
        parameters: { realm: 'api', error: 'insufficient_user_authentication', max_age: '300' },
      },
    ])
  })

  it('asks for a stronger login by 401 with acr_values (STEP-1)', async () => {
    const demand = requireStepUp({ acrValues: ['silver', 'gold'], maxAgeSeconds: 0 })
    expect(await outcome(demand, { acr: 'gold', auth_time: seconds })).toBe('principal')
    for (const acr of ['bronze', 'silver gold', '', ['gold'], undefined])
      expect(await outcome(demand, { acr, auth_time: seconds })).toBe('authentication_too_weak')
    const refusal = asRefusal(await judge(demand, {}))
    expect(parseChallenges(refusal.headers['www-authenticate'] ?? '')[0]?.parameters).toMatchObject({
      acr_values: 'silver gold',
      max_age: '0',
    })
  })

  it('takes amr for acr where the issuer has none, all of the methods named (STEP-2)', async () => {
    const demand = requireStepUp({ acrValues: ['urn:example:mfa'], methods: ['mfa', 'otp'] })
    expect(await outcome(demand, { amr: ['pwd', 'otp', 'mfa'] })).toBe('principal')
    for (const claims of [
      { amr: ['pwd', 'mfa'] },
      { amr: 'mfa otp' },
      { amr: undefined },
      { acr: 'urn:example:mfa' },
    ])
      expect(await outcome(demand, claims)).toBe('authentication_too_weak')
  })

  it.each([undefined, 'x', null, String(seconds)])(
    'takes auth_time %j for no time at all (STEP-2)',
    async (auth_time) => {
      expect(await outcome(requireStepUp({ maxAgeSeconds: 300 }), { auth_time })).toBe(
        'authentication_too_old',
      )
    },
  )

  it('goes by the time of the login, not by that of the token (STEP-4)', async () => {
    const refreshed = { auth_time: seconds - 4_000, iat: seconds }
    expect(await outcome(requireStepUp({ maxAgeSeconds: 300 }), refreshed)).toBe('authentication_too_old')
  })

  it('is judged anew for each request, whatever is remembered of the token', async () => {
    const token = bearer(setting.issuer.opaque({ auth_time: seconds }))
    const demand = requireStepUp({ maxAgeSeconds: 10 })
    expect(outcomeOf(await setting.guard(token, demand))).toBe('principal')
    setting.clock.now = noon + 10_001
    expect(outcomeOf(await setting.guard(token, demand))).toBe('authentication_too_old')
  })

  it.each([
    {},
    { methods: ['mfa'] },
    { maxAgeSeconds: -1 },
    { maxAgeSeconds: 1.5 },
    { maxAgeSeconds: Number.NaN },
    { acrValues: ['a b'] },
    { acrValues: ['a"'] },
    { acrValues: [''] },
  ])('is refused when a challenge could not express it: %j (STEP-1)', (stepUp) => {
    expect(() => requireStepUp(stepUp)).toThrow(GuardError)
  })
})

describe('people and machines (AT-5)', () => {
  it('are told apart by whether somebody logged in', async () => {
    const demand = requireUser()
    expect(await outcome(demand, { auth_time: seconds })).toBe('principal')
    for (const claims of [
      {},
      { auth_time: seconds, client_id: undefined },
      { auth_time: seconds, sub: 'app', client_id: 'app' },
    ])
      expect(await outcome(demand, claims)).toBe('not_a_user')
  })
})

describe('organizations (AT-9)', () => {
  const of = (id: string) => ({ 'urn:zitadel:iam:user:resourceowner:id': id })

  it('are held to the one of the resource', async () => {
    const fixed = requireOrganization('A')
    const ofRequest = requireOrganization(({ url }) => new URL(url).pathname.split('/')[1] ?? null)
    for (const [demand, claims, expected] of [
      [fixed, of('A'), 'principal'],
      [fixed, of('B'), 'organization_differs'],
      [fixed, {}, 'organization_differs'],
      [ofRequest, of('news'), 'principal'],
      [ofRequest, of('A'), 'organization_differs'],
      [requireOrganization(() => null), {}, 'organization_differs'],
    ] as const)
      expect(await outcome(demand, claims)).toBe(expected)
    expect(() => requireOrganization('')).toThrow(GuardError)
  })
})

describe('actors (AT-11, RFC 8693 §4.1)', () => {
  it('are the current one; those before it are information only', async () => {
    const judged = await setting.judge(
      setting.issuer.opaque({ act: { sub: 'bot', iss: 'https://b', act: { sub: 'admin' } } }),
    )
    expect(judged).toMatchObject({ subject: 'ada', actor: { subject: 'bot', issuer: 'https://b' } })
  })

  it.each(['x', null, [], {}, { sub: 1 }])('are none in another form: %j', async (act) => {
    expect(await setting.judge(setting.issuer.opaque({ act }))).toMatchObject({ actor: null })
  })
})

describe('an optional route with demands', () => {
  it('serves strangers, and holds those who bring a token to the demands', async () => {
    const judge = setting.guard.route({ optional: true, demands: [requireUser()] })
    expect(await judge(new Request('https://api.example'))).toBeNull()
    expect(outcomeOf(await judge(bearer(setting.issuer.opaque())))).toBe('not_a_user')
    expect(outcomeOf(await judge(bearer('bad')))).toBe('token_inactive')
  })
})
