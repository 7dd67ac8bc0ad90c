import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createGuard,
  GuardError,
  type GuardOptions,
  requireRole,
  requireScope,
  requireThat,
} from '../src/index.ts'
import {
  aGuard,
  anAnswer,
  apiClient,
  aRequest,
  asPrincipal,
  asRefusal,
  noon,
  organization,
  project,
} from './support/builders.ts'
import { type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts'

let issuer: ScriptedIssuer
beforeEach(async () => {
  issuer = await startScriptedIssuer()
  issuer.answer = () => anAnswer(issuer.issuer)
})
afterEach(() => issuer.close())

const good = aRequest('Bearer abc')

describe('refusals (RFC 6750 §3)', () => {
  it.each([
    [undefined, 401, 'TOKEN_MISSING', 'Bearer realm="api"'],
    ['Basic YTpi', 401, 'TOKEN_MISSING', 'Bearer realm="api"'],
    ['DPoP abc', 401, 'TOKEN_MISSING', 'Bearer realm="api"'],
    ['Bearer a b', 400, 'REQUEST_INVALID', 'Bearer realm="api", error="invalid_request"'],
    ['Bearer a, Bearer b', 400, 'REQUEST_INVALID', 'Bearer realm="api", error="invalid_request"'],
    ['Bearer bad', 401, 'TOKEN_REFUSED', 'Bearer realm="api", error="invalid_token"'],
  ])('answer %j by %i %s and the right challenge (AT-7)', async (authorization, status, code, challenge) => {
    issuer.answer = () => ({ active: false })
    const refusal = asRefusal(await aGuard(issuer).guard(aRequest(authorization)))
    expect(refusal).toMatchObject({
      status,
      problem: { type: 'about:blank', status, code, title: expect.any(String) },
    })
    expect(refusal.headers).toEqual({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'www-authenticate': challenge,
    })
  })

  it('come without a call to the issuer when there is nothing to ask about (AT-6)', async () => {
    const { guard } = aGuard(issuer)
    for (const authorization of [
      undefined,
      'Basic YTpi',
      'Bearer a b',
      'Bearer a, Bearer b',
      `Bearer ${'x'.repeat(1_048_576)}`,
    ]) {
      asRefusal(await guard(aRequest(authorization)))
    }
    expect(asRefusal(await guard(aRequest(undefined, 'https://api.example/?access_token=abc'))).status).toBe(
      401,
    )
    expect(
      asRefusal(await guard(aRequest('Bearer abc', 'https://api.example/?access_token=abc'))).status,
    ).toBe(400)
    expect(issuer.calls).toHaveLength(0)
    expect(issuer.discoveries()).toBe(0)
  })

  it('name the configured realm, quoted', async () => {
    const refusal = asRefusal(await aGuard(issuer, { realm: 'the "news"' }).guard(aRequest()))
    expect(refusal.headers['www-authenticate']).toBe('Bearer realm="the \\"news\\""')
  })
})

describe('demands', () => {
  it('let a role of this project pass, and refuse another by 403 insufficient_scope (AT-4)', async () => {
    const { guard } = aGuard(issuer)
    asPrincipal(await guard(good, requireRole('editor')))
    const refusal = asRefusal(await guard(good, requireRole('admin')))
    expect(refusal).toMatchObject({ status: 403, reason: 'role_missing', subject: '300000000000000005' })
    expect(refusal.headers['www-authenticate']).toBe('Bearer realm="api", error="insufficient_scope"')
    expect(refusal.detail).toContain('editor')
  })

  it('grant nothing where the claim is missing (AT-4)', async () => {
    issuer.answer = () => ({
      ...anAnswer(issuer.issuer),
      scope: undefined,
      [`urn:zitadel:iam:org:project:${project}:roles`]: undefined,
    })
    const { guard } = aGuard(issuer)
    expect(asRefusal(await guard(good, requireRole('editor'))).status).toBe(403)
    expect(asRefusal(await guard(good, requireScope('openid'))).status).toBe(403)
  })

  it('hold a role to its organization', async () => {
    const { guard } = aGuard(issuer)
    asPrincipal(await guard(good, requireRole('editor', { organizationId: organization })))
    expect(asRefusal(await guard(good, requireRole('editor', { organizationId: '1' }))).status).toBe(403)
  })

  it('count no role of another project', async () => {
    issuer.answer = () =>
      anAnswer(issuer.issuer, {
        [`urn:zitadel:iam:org:project:${project}:roles`]: undefined,
        'urn:zitadel:iam:org:project:999:roles': { editor: { [organization]: 'paper.localhost' } },
      })
    expect(asRefusal(await aGuard(issuer).guard(good, requireRole('editor'))).status).toBe(403)
    asPrincipal(await aGuard(issuer, { projectId: '999' }).guard(good, requireRole('editor')))
  })

  it("count the introspecting client's own project where the audience is that client (contract 7.1)", async () => {
    issuer.answer = () =>
      anAnswer(issuer.issuer, { [`urn:zitadel:iam:org:project:${project}:roles`]: undefined })
    asPrincipal(await aGuard(issuer, { audience: apiClient }).guard(good, requireRole('editor')))
    const strict = await aGuard(issuer, { audience: project }).guard(good, requireRole('editor'))
    expect(asRefusal(strict).reason).toBe('role_missing')
  })

  it('want all scopes, and name them in the challenge (AT-4)', async () => {
    const { guard } = aGuard(issuer)
    asPrincipal(await guard(good, requireScope('openid', 'profile')))
    const refusal = asRefusal(await guard(good, requireScope('openid', 'news:write')))
    expect(refusal).toMatchObject({ status: 403, reason: 'scope_missing' })
    expect(refusal.headers['www-authenticate']).toBe(
      'Bearer realm="api", error="insufficient_scope", scope="openid news:write"',
    )
  })

  it('take only true for true in a predicate of your own, and get the request too', async () => {
    const { guard } = aGuard(issuer)
    asPrincipal(
      await guard(
        good,
        requireThat(
          'reads',
          (principal, { method }) => method === 'GET' && principal.methods.includes('mfa'),
        ),
      ),
    )
    const truthy = (() => 'yes') as unknown as () => boolean
    for (const predicate of [() => false, async () => false, truthy]) {
      expect(asRefusal(await guard(good, requireThat('owns it', predicate)))).toMatchObject({
        status: 403,
        reason: 'demand_unmet',
        detail: 'not met: owns it',
      })
    }
  })

  it('let nobody in when a predicate throws', async () => {
    const { guard } = aGuard(issuer)
    const broken = () => {
      throw new Error('database down')
    }
    await expect(guard(good, requireThat('owns it', broken))).rejects.toThrow('database down')
  })

  it('must all be met', async () => {
    const { guard } = aGuard(issuer)
    asPrincipal(await guard(good, requireRole('editor'), requireScope('openid')))
    for (const demands of [
      [requireRole('editor'), requireScope('nope')],
      [requireScope('nope'), requireRole('editor')],
    ]) {
      expect(asRefusal(await guard(good, ...demands)).reason).toBe('scope_missing')
    }
  })

  it('are refused when written wrongly', () => {
    expect(() => requireRole('')).toThrow(GuardError)
    expect(() => requireRole('editor', { organizationId: '' })).toThrow(GuardError)
    expect(() => requireScope('a b')).toThrow(GuardError)
    expect(() => requireScope('a"b')).toThrow(GuardError)
    expect(() => requireScope(...([] as unknown as ['x']))).toThrow(GuardError)
  })
})

describe('optional judgement', () => {
  it('takes nobody for a stranger, and somebody for who they are', async () => {
    const { guard } = aGuard(issuer)
    expect(await guard.optional(aRequest())).toBeNull()
    expect(asPrincipal(await guard.optional(good)).subject).toBe('300000000000000005')
  })

  it('does not let bad credentials pass as no credentials', async () => {
    issuer.answer = () => ({ active: false })
    const { guard } = aGuard(issuer)
    for (const authorization of ['Bearer bad', 'Bearer', 'Basic YTpi', '', 'Bearer a, Bearer b']) {
      const request = { method: 'GET', url: '/', headers: { get: () => authorization } }
      asRefusal(await guard.optional(request))
    }
    issuer.reply = (_, response) => void response.writeHead(500).end()
    expect(asRefusal(await guard.optional(good)).status).toBe(503)
  })
})

describe('the options of createGuard', () => {
  const options: GuardOptions = {
    issuer: 'https://id.example',
    introspection: { clientId: 'a', clientSecret: 'canary-secret' },
    audience: 'p',
    fetch,
    now: () => noon,
    onEvent: () => {},
  }
  const problems = (over: object): string => {
    try {
      createGuard({ ...options, ...over } as GuardOptions)
      return ''
    } catch (error) {
      expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID' })
      return String(error)
    }
  }

  it('name every problem at once and no value', () => {
    const { audience: _, ...rest } = options
    const wrong = {
      ...rest,
      issuer: 'canary-issuer',
      introspection: { clientId: '', clientSecret: 'canary-secret', extra: 1 },
      maxAge: 5,
    }
    let message = ''
    try {
      createGuard(wrong as unknown as GuardOptions)
    } catch (error) {
      message = String(error)
    }
    for (const name of [
      'issuer',
      'introspection.clientId',
      'introspection.extra: is not an option',
      'audience: is missing',
      'maxAge: is not an option',
    ]) {
      expect(message).toContain(name)
    }
    expect(message).not.toContain('canary')
  })

  it.each([
    'http://id.example',
    'http://localhost.evil.example',
    'https://u:p@id.example',
    'https://id.example?a',
    'https://id.example#a',
    'ftp://localhost',
    '',
  ])('refuse the issuer %j (DISC-2)', (wrong) => {
    expect(problems({ issuer: wrong })).toContain('issuer')
    expect(problems({ introspection: { ...options.introspection, endpoint: wrong } })).toContain(
      'introspection.endpoint',
    )
  })

  it.each(['https://id.example', 'http://localhost:8080', 'http://127.0.0.1:1', 'http://[::1]:8080'])(
    'take the issuer %j',
    (right) => {
      expect(problems({ issuer: right })).toBe('')
    },
  )

  it.each([
    ['cache.maxAgeSeconds', 0, 300],
    ['cache.refusedMaxAgeSeconds', 0, 60],
    ['cache.maxEntries', 1, 1_000_000],
    ['timeoutMs', 1, 60_000],
    ['clockToleranceSeconds', 0, 60],
    ['maxTokenLength', 1, 65_536],
    ['maxPending', 1, 100_000],
  ])('hold %s between %i and %i', (name, min, max) => {
    const [group = '', inner] = name.split('.')
    const withValue = (value: unknown) =>
      problems(inner === undefined ? { [group]: value } : { [group]: { [inner]: value } })
    expect([withValue(min), withValue(max)]).toEqual(['', ''])
    for (const wrong of [min - 1, max + 1, min + 0.5, String(min), Number.NaN])
      expect(withValue(wrong)).toContain(name)
  })

  it('want an audience that is null or something (AT-3)', () => {
    expect(problems({ audience: null })).toBe('')
    for (const wrong of [undefined, '', ['p']]) expect(problems({ audience: wrong })).toContain('audience')
  })
})
