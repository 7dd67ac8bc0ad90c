import { describe, expect, it } from 'vitest'
import { now } from '../../test/facts-of-a-login.ts'
import {
  type AnswerName,
  answerNames,
  answers,
  aPort,
  nameOf,
  refusal,
  type Special,
} from '../../test/zitadel-answers.ts'
import { judge } from '../sufficiency/judge.ts'
import { proveSufficient } from '../sufficiency/sufficient-attempt.ts'
import { createFactsReader, type FactsOf } from './facts-reader.ts'

const login: FactsOf = {
  occasion: 'login',
  sessionId: 'session-1',
  asked: { attempt: { id: 'attempt-1', startedAt: now - 20_000 } },
  name: { by: 'login_name', hits: 1 },
  intent: null,
}

function aReader(special: Special = {}, options: { cacheSeconds?: number; zitadelNow?: () => number } = {}) {
  const time = { now }
  const network = aPort(special, options.zitadelNow ?? (() => time.now))
  const reader = createFactsReader({
    port: network.port,
    now: () => time.now,
    deployment: { firstFactors: ['password'] },
    ...(options.cacheSeconds === undefined ? {} : { policyCacheSeconds: options.cacheSeconds }),
  })
  const askedFor = (name: AnswerName): number =>
    network.asked.filter((question) => nameOf(question) === name).length
  return { reader, time, askedFor, ...network }
}

describe('reading the facts', () => {
  it('reads a login that suffices', async () => {
    const { reader, asked } = aReader()
    const { sufficient, judgement } = proveSufficient(await reader.readFacts(login))
    expect(judgement.requirements).toEqual([])
    expect(sufficient).toMatchObject({ userId: 'user-1', organizationId: 'org-1', methods: ['password'] })
    expect(asked.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /v2/sessions/session-1',
      'GET /v2/settings/login/idps?ctx.orgId=org-1',
      'GET /v2/settings/login?ctx.orgId=org-1',
      'GET /v2/settings/password/expiry?ctx.orgId=org-1',
      'GET /v2/users/user-1',
      'GET /v2/users/user-1/authentication_methods',
      'POST /v2/organizations/_search',
    ])
  })

  it('reads session, user and methods for each login, the settings once', async () => {
    const { reader, askedFor } = aReader()
    await reader.readFacts(login)
    await reader.readFacts(login)
    expect(answerNames.map((name) => [name, askedFor(name)])).toEqual([
      ['session', 2],
      ['user', 2],
      ['methods', 2],
      ['organization', 1],
      ['loginPolicy', 1],
      ['passwordExpiry', 1],
      ['identityProviders', 1],
    ])
  })

  it('asks for everything at once when the record knows who it is', async () => {
    const { port, asked } = aPort()
    const gate = Promise.withResolvers<void>()
    const reader = createFactsReader({
      port: async (question) => {
        const answer = port(question)
        await gate.promise
        return answer
      },
      now: () => now,
      deployment: { firstFactors: ['password'] },
    })
    const reading = reader.readFacts({ ...login, known: { userId: 'user-1', organizationId: 'org-1' } })
    expect(asked.map(nameOf).sort()).toEqual([...answerNames].sort())
    gate.resolve()
    expect(judge(await reading).requirements).toEqual([])
  })

  it("judges by the user's own organization, whatever the record and the session say", async () => {
    const moved = { details: {}, user: { ...answers.user.user, details: { resourceOwner: 'org-2' } } }
    const { reader, asked } = aReader({ user: { json: moved } })
    const facts = await reader.readFacts({ ...login, known: { organizationId: 'org-1' } })
    expect(facts.loginPolicy).toMatchObject({ value: { organizationId: 'org-2' } })
    expect(asked.some(({ path }) => path === '/v2/settings/login?ctx.orgId=org-2')).toBe(true)
    expect(judge(facts).requirements).toMatchObject([
      { reason: 'organization_is_another' },
      { reason: 'settings_of_another_organization' },
    ])
  })

  it('lets the facts disagree when the record names another user (AUTHZ-8)', async () => {
    const { reader } = aReader({ user: { json: { user: { ...answers.user.user, userId: 'user-2' } } } })
    const facts = await reader.readFacts({ ...login, known: { userId: 'user-2' } })
    expect(judge(facts).requirements).toMatchObject([{ reason: 'user_is_another' }])
  })

  it('never sends an identifier that would change the path, and encodes the others', async () => {
    const { reader, asked } = aReader()
    for (const sessionId of ['', '.', '..', 'x'.repeat(201)]) {
      const facts = await reader.readFacts({ ...login, sessionId })
      expect(judge(facts).requirements).toContainEqual({
        type: 'policy_unreadable',
        reason: 'session_unreadable',
      })
    }
    expect(asked).toEqual([])
    await reader.readFacts({ ...login, sessionId: '../users/1?x=#' })
    expect(asked[0]?.path).toBe('/v2/sessions/..%2Fusers%2F1%3Fx%3D%23')
  })
})

describe('a fact that cannot be read is missing, never skipped', () => {
  const causes: readonly (readonly [string, Special[AnswerName], string])[] = [
    ['is empty', { json: {} }, 'wrong_shape'],
    ['is HTML', { json: undefined }, 'not_json'],
    ['is a list', { json: [] }, 'wrong_shape'],
    ['is null', { json: null }, 'wrong_shape'],
    ['is 403', refusal(403, 'AUTH-AWfge'), 'status'],
    ['is 404 for want of a role', refusal(404, 'AUTHZ-cdgFk'), 'status'],
    ['is 404 without an id', { status: 404, json: {} }, 'status'],
    ['is 500', { status: 500, json: undefined }, 'status'],
    ['is 302', { status: 302, json: undefined }, 'status'],
    ['does not come in time', () => Promise.reject(new Error('timeout')), 'no_answer'],
  ]
  const cases = answerNames.flatMap((name) =>
    causes.map(([cause, answer, reason]) => ({ name, cause, answer, reason })),
  )

  it.each(cases)('when the answer for $name $cause', async ({ name, answer, reason }) => {
    const { reader, askedFor } = aReader({ [name]: answer })
    const facts = await reader.readFacts(login)
    expect(facts[name]).toEqual({ readable: false, reason })
    expect(new Set(judge(facts).requirements.map(({ type }) => type))).toEqual(new Set(['policy_unreadable']))
    // It is not remembered.
    await reader.readFacts(login)
    expect(askedFor(name)).toBe(2)
  })

  it('except that ZITADEL itself says that there is none', async () => {
    const noSession = aReader({ session: refusal(404, 'QUERY-SFeaa') })
    expect(judge(await noSession.reader.readFacts(login)).requirements).toMatchObject([
      { reason: 'session_gone' },
    ])
    const noUser = aReader({ user: refusal(404, 'QUERY-Dfbg2') })
    expect(judge(await noUser.reader.readFacts(login)).requirements).toMatchObject([
      { reason: 'user_unknown' },
    ])
    const noOrganization = aReader({ organization: { json: { details: {} } } })
    expect(judge(await noOrganization.reader.readFacts(login)).requirements).toMatchObject([
      { reason: 'organization_unknown' },
    ])
  })

  it('takes an id for absence only with the status that goes with it', async () => {
    const { reader } = aReader({ session: refusal(200, 'QUERY-SFeaa'), user: refusal(403, 'QUERY-Dfbg2') })
    const facts = await reader.readFacts({ ...login, known: { userId: 'user-1' } })
    expect([facts.session, facts.user]).toMatchObject([{ reason: 'wrong_shape' }, { reason: 'status' }])
  })
})

describe("ZITADEL's clock", () => {
  it.each([
    [0, null],
    [10_000, 'clock_offset'],
    [-10_000, 'clock_offset'],
  ])('%d ms away is noted', async (offset, note) => {
    const { reader } = aReader({}, { zitadelNow: () => now + offset })
    expect(judge(await reader.readFacts(login)).notes.map(({ code }) => code)).toEqual(
      note === null ? [] : [note],
    )
  })

  it.each([90_000, -90_000])('%d ms away refuses', async (offset) => {
    const { reader } = aReader({}, { zitadelNow: () => now + offset })
    const { requirements } = judge(await reader.readFacts(login))
    expect(requirements.map(({ type }) => type)).toContain('clock_skewed')
    expect(proveSufficient(await reader.readFacts(login)).sufficient).toBeNull()
  })

  it('that no answer tells refuses', async () => {
    const undated = { date: undefined }
    const { reader } = aReader({ session: undated, user: undated, methods: undated })
    expect(judge(await reader.readFacts(login)).requirements).toMatchObject([{ reason: 'clock_unreadable' }])
  })
})

describe('the memory of settings', () => {
  const forced = { ...answers.loginPolicy, settings: { ...answers.loginPolicy.settings, forceMfa: true } }

  it('lets a change take effect at the end of its time, not a millisecond later', async () => {
    const { reader, special, time } = aReader({}, { cacheSeconds: 60 })
    await reader.readFacts(login)
    special.loginPolicy = { json: forced }
    const missing = async () => judge(await reader.readFacts(login)).requirements.map(({ type }) => type)
    time.now = now + 59_999
    expect(await missing()).toEqual([])
    time.now = now + 60_000
    expect(await missing()).toEqual(['mfa_enrolment_required'])
  })

  it('of zero seconds reads for each login, once', async () => {
    const { reader, askedFor } = aReader({}, { cacheSeconds: 0 })
    const known = { userId: 'user-1', organizationId: 'org-1' }
    await reader.readFacts({ ...login, known })
    await reader.readFacts({ ...login, known })
    expect(askedFor('loginPolicy')).toBe(2)
  })

  it('does not remember an organization that does not exist', async () => {
    const { reader, askedFor } = aReader({ organization: { json: { details: {} } } })
    await reader.readFacts(login)
    await reader.readFacts(login)
    expect(askedFor('organization')).toBe(2)
  })
})
