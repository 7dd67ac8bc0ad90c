import { testIssuer } from '@postern/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  createGuard,
  type GuardError,
  type GuardOptions,
  requireScope,
  requireStepUp,
  requireUser,
  type Rule,
} from '../src/index.ts'
import { asPrincipal, asRefusal, noon } from './support/builders.ts'
import { aSetting, bearer, outcomeOf, part, type Setting } from './support/with-keys.ts'

let setting: Setting
beforeEach(async () => {
  setting = await aSetting()
})
const asked = () => setting.issuer.calls.filter((path) => path === '/introspect').length

describe('the modes of a route', () => {
  it('fresh asks every time, however much is known, and what it learns counts for the others (AT-8)', async () => {
    const token = setting.issuer.opaque()
    for (const mode of ['cached', 'fresh', 'fresh'] as const)
      expect(await setting.outcome(token, mode)).toBe('principal')
    expect(asked()).toBe(3)
    setting.issuer.revoke(token)
    expect(await setting.outcome(token, 'cached')).toBe('principal')
    expect(await setting.outcome(token, 'fresh')).toBe('token_inactive')
    expect(await setting.outcome(token, 'cached')).toBe('token_inactive')
  })

  it('fresh shares no question: each of many at once asks', async () => {
    const token = setting.issuer.opaque()
    await Promise.all(Array.from({ length: 5 }, () => setting.outcome(token, 'fresh')))
    expect(asked()).toBe(5)
  })

  it('cached knows of a revocation after 30 s, offline never (AT-8)', async () => {
    const token = await setting.issuer.jwt()
    expect(await setting.outcome(token, 'cached')).toBe('principal')
    expect(await setting.outcome(token, 'offline')).toBe('principal')
    setting.issuer.revoke(token)
    setting.clock.now = noon + 29_999
    expect(await setting.outcome(token, 'cached')).toBe('principal')
    setting.clock.now = noon + 30_000
    expect(await setting.outcome(token, 'cached')).toBe('token_inactive')
    expect(await setting.outcome(token, 'offline')).toBe('principal')
  })

  it('never serve a cached route what was only verified offline', async () => {
    const token = await setting.issuer.jwt()
    setting.issuer.revoke(token)
    expect(await setting.outcome(token, 'offline')).toBe('principal')
    expect(await setting.outcome(token, 'cached')).toBe('token_inactive')
    expect(await setting.outcome(token)).toBe('token_inactive')
    expect(await setting.outcome(token, 'offline')).toBe('principal')
  })

  it('are cached where nothing is said, for JWTs as well', async () => {
    const token = await setting.issuer.jwt()
    expect(await setting.outcome(token)).toBe('principal')
    expect(asked()).toBe(1)
  })

  it('refuse an opaque token offline, and say what to change', async () => {
    expect(asRefusal(await setting.judge(setting.issuer.opaque(), 'offline'))).toMatchObject({
      status: 401,
      reason: 'opaque_not_judged',
      detail: expect.stringContaining("access token type to JWT, or the route's mode to cached"),
    })
    expect(asked()).toBe(0)
  })

  it('judge a ZITADEL token in five parts as the opaque one that it is (contract 2.7)', async () => {
    const jwe = `${part({ alg: 'A256GCMKW', enc: 'A256GCM', iss: 'https://evil.test' })}.a.b.c.d`
    expect(await setting.outcome(jwe, 'offline')).toBe('opaque_not_judged')
    expect(await setting.outcome(jwe, 'cached')).toBe('token_inactive')
    expect(asked()).toBe(1)
  })

  it('tell metrics where each verdict came from, in words out of closed lists', async () => {
    const token = await setting.issuer.jwt()
    await setting.judge(token)
    await setting.judge(token)
    await setting.judge(token, 'offline')
    await setting.guard(new Request('https://api.example'))
    await setting.guard.optional(new Request('https://api.example'))
    expect(setting.judged).toEqual([
      { outcome: 'accepted', reason: null, mode: null, source: 'issuer' },
      { outcome: 'accepted', reason: null, mode: null, source: 'memory' },
      { outcome: 'accepted', reason: null, mode: 'offline', source: 'keys' },
      { outcome: 'refused', reason: 'no_credentials', mode: null, source: 'none' },
      { outcome: 'anonymous', reason: null, mode: null, source: 'none' },
    ])
  })

  it('let traces wrap each call to the issuer, by a name out of a closed list', async () => {
    const seen: string[] = []
    const guard = setting.another({
      trace: async (name, work) => {
        seen.push(name)
        return work()
      },
    })
    await guard(bearer(setting.issuer.opaque()))
    await guard.route({ mode: 'offline' })(bearer(await setting.issuer.jwt()))
    expect(seen).toEqual(['guard.metadata', 'guard.introspection', 'guard.keys'])
  })
})

describe('a rule that nobody could meet', () => {
  const offline: Partial<GuardOptions> = { jwt: { profile: 'zitadel' } }
  const impossible = async (rule: Rule, over: Partial<GuardOptions> = offline): Promise<string> => {
    const { guard } = await aSetting(over)
    try {
      guard.route(rule)
      return ''
    } catch (error) {
      expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID' })
      return (error as GuardError).message
    }
  }

  it.each([
    ['scopes', requireScope('read'), 'scope'],
    ['a recent login', requireStepUp({ maxAgeSeconds: 60 }), 'auth_time'],
    ['methods', requireStepUp({ acrValues: ['mfa'], methods: ['mfa'] }), 'amr'],
    ['an acr', requireStepUp({ acrValues: ['mfa'] }), 'acr'],
    ['a person', requireUser(), 'auth_time'],
  ])(
    "is refused when it is made: %s offline, which ZITADEL's JWTs do not have (contract 6.5)",
    async (_, demand, claim) => {
      const rule = { mode: 'offline', demands: [demand] } as const
      expect(await impossible(rule)).toContain(`it looks at ${claim}, which ZITADEL's JWTs do not have`)
      expect(await impossible({ ...rule, mode: 'cached' })).toBe('')
      expect(await impossible(rule, { jwt: { profile: 'rfc9068' } })).toBe('')
      expect(await impossible({ demands: [demand] }, { ...offline, mode: 'offline' })).toContain(claim)
    },
  )

  it('is one whose mode no issuer has', async () => {
    const { issuer } = await aSetting()
    const common = {
      issuer: issuer.issuer,
      audience: 'api',
      fetch: issuer.fetch,
      now: () => noon,
      onEvent: () => {},
    }
    const opaque = createGuard({ ...common, introspection: issuer.credential })
    const jwts = createGuard({ ...common, jwt: { profile: 'rfc9068' }, mode: 'offline' })
    expect(() => opaque.route({ mode: 'offline' })).toThrow('no issuer has the option jwt')
    for (const mode of ['cached', 'fresh'] as const)
      expect(() => jwts.route({ mode })).toThrow('no issuer has the option introspection')
    expect(outcomeOf(await jwts(bearer(issuer.opaque())))).toBe('opaque_not_judged')
  })

  it('is refused when it is used directly, too', async () => {
    const { guard, issuer } = await aSetting({ ...offline, mode: 'offline' })
    await expect(guard(bearer(await issuer.jwt()), requireScope('read'))).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    })
  })
})

describe('several issuers', () => {
  const setUp = async (over: Partial<GuardOptions> = {}) => {
    const clock = { now: noon }
    const other = await testIssuer({ now: () => clock.now, issuer: 'https://other.test' })
    const third = await testIssuer({ now: () => clock.now, issuer: 'https://third.test' })
    const setting = await aSetting({
      fetch: (url, init) =>
        [other, third].find(({ issuer }) => url.startsWith(`${issuer}/`))?.fetch(url, init) ??
        setting.issuer.fetch(url, init),
      furtherIssuers: [
        { issuer: other.issuer, jwt: { profile: 'rfc9068' }, mode: 'offline', audience: 'api' },
        { issuer: third.issuer, introspection: third.credential, audience: 'api' },
      ],
      ...over,
    })
    return { setting, other, third }
  }

  it('each judge their own JWTs, in their own way', async () => {
    const { setting, other, third } = await setUp()
    const judge = async (token: string) => asPrincipal(await setting.judge(token)).issuer
    expect(await judge(await setting.issuer.jwt())).toBe('https://issuer.test')
    expect(await judge(await other.jwt())).toBe('https://other.test')
    expect(await judge(await third.jwt())).toBe('https://third.test')
    expect(other.calls).not.toContain('/introspect')
    expect(third.calls).toContain('/introspect')
  })

  it('are never shown the token of another: what is no JWT goes to the first alone', async () => {
    const { setting, other, third } = await setUp()
    expect(await setting.outcome(third.opaque())).toBe('token_inactive')
    expect(await setting.outcome(await other.jwt({ iss: 'https://issuer.test' }))).toBe('token_inactive')
    expect([...other.calls, ...third.calls]).toEqual([])
  })

  it('do not vouch for each other: a signature of one counts for its own name only', async () => {
    const { setting, other } = await setUp()
    const posing = await other.jwt({ iss: setting.issuer.issuer }, { kid: '1' })
    expect(await setting.outcome(posing, 'offline')).toMatch(/signature_invalid/)
    const answer = await setUp()
    const lying = answer.third.jwt({ iss: answer.third.issuer })
    answer.third.revoke(await lying)
    expect(await answer.setting.outcome(await lying)).toBe('token_inactive')
  })

  it.each(['https://evil.test', 'https://issuer.test/', 'https://ISSUER.test', '', 1, undefined])(
    'are only those that were configured: iss %j is refused unasked (AT-3)',
    async (iss) => {
      const { setting, other, third } = await setUp()
      expect(asRefusal(await setting.judge(await setting.issuer.jwt({ iss })))).toMatchObject({
        reason: 'wrong_issuer',
        detail: expect.stringContaining(
          'accepts https://issuer.test, https://other.test, https://third.test',
        ),
      })
      expect([...setting.issuer.calls, ...other.calls, ...third.calls]).toEqual([])
    },
  )

  it('that cannot do what a route wants are told so', async () => {
    const { setting, other, third } = await setUp()
    expect(await setting.outcome(await other.jwt(), 'fresh')).toBe('mode_not_possible')
    expect(await setting.outcome(await third.jwt(), 'offline')).toBe('mode_not_possible')
  })
})

describe('options that contradict each other', () => {
  const problem = async (over: object): Promise<string> => {
    const { another } = await aSetting()
    try {
      another(over)
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }

  it('are refused, with what to do', async () => {
    const { credential } = (await aSetting()).issuer
    const further = { issuer: 'https://other.test', audience: 'x' }
    const rows: [object, string][] = [
      [{ furtherIssuers: [further] }, 'furtherIssuers.0.introspection: is missing, and so is jwt'],
      [
        { furtherIssuers: [{ ...further, jwt: { profile: 'rfc9068' } }] },
        'furtherIssuers.0.mode: without introspection it must be offline',
      ],
      [
        { furtherIssuers: [{ ...further, introspection: credential, mode: 'offline' }] },
        'furtherIssuers.0.jwt: is missing, and offline judges nothing but JWTs',
      ],
      [
        { furtherIssuers: [{ ...further, issuer: 'https://issuer.test', introspection: credential }] },
        'furtherIssuers: an issuer is named twice',
      ],
      [
        { furtherIssuers: [{ issuer: 'https://o.test', introspection: credential }] },
        'furtherIssuers.0.audience: is missing',
      ],
      [{ dpop: {} }, 'publicUrl: is missing, and a DPoP proof'],
      [{ metadata: {} }, 'publicUrl: is missing, and the metadata'],
      [{ jwt: { profile: 'rfc9068', algorithms: ['HS256'] } }, 'jwt.algorithms.0: must be among RS256'],
      [{ jwt: { profile: 'rfc9068', algorithms: [] } }, 'jwt.algorithms: must name one'],
      [{ jwt: {} }, 'jwt.profile'],
      [{ dpop: { algorithms: ['none'] }, publicUrl: 'https://a.test' }, 'dpop.algorithms.0'],
      [
        { dpop: { nonce: { secret: new Uint8Array(31) } }, publicUrl: 'https://a.test' },
        'dpop.nonce.secret: must be 32 bytes',
      ],
      [
        { sharedCache: { store: {}, secret: new Uint8Array(32), randomBytes: () => {} } },
        'sharedCache.store: must have the methods get, set, delete',
      ],
      [
        { mtls: { proxyHeader: { name: 'X', format: 'rfc9440', trustedAddresses: ['10.0.0.0/33'] } } },
        'mtls.proxyHeader.name',
      ],
      [
        { mtls: { proxyHeader: { name: 'x', format: 'rfc9440', trustedAddresses: ['10.0.0.0/33'] } } },
        'trustedAddresses.0: must be an IP address or a network',
      ],
      [
        { mtls: { proxyHeader: { name: 'x', format: 'rfc9440', trustedAddresses: [] } } },
        'trustedAddresses: must name one',
      ],
      [{ publicUrl: 'http://api.example' }, 'publicUrl: must be an https address'],
      [{ introspection: { clientId: 'a' } }, 'introspection.clientSecret'],
      [
        { introspection: { keyFile: { type: 'serviceaccount' }, randomBytes: () => {} } },
        'introspection.keyFile: must be the parsed JSON',
      ],
      [{ introspection: { ...credential, keyFile: {} } }, 'introspection'],
    ]
    for (const [over, expected] of rows) expect(await problem(over)).toContain(expected)
  })

  it('are said at start where they weaken, with the consequence', async () => {
    const { events } = await aSetting({ mode: 'offline', cache: { staleWhileUnreachableSeconds: 10 } })
    expect(events.map(({ name, severity }) => [name, severity])).toEqual([
      ['guard.revocation_unknown', 'warn'],
      ['guard.revocation_unknown', 'warn'],
    ])
  })
})
