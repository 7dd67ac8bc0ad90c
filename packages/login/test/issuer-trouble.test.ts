import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { LoginError } from '../src/index.ts'
import { aCode, type ALogin, aLogin, aPassword, jsonAnswer, withTotp } from './a-login.ts'
import { origin, rsa } from './scripted-zitadel.ts'

const html = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: new TextEncoder().encode('<html>hi</html>'),
}
const plain = (status: number) => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: new Uint8Array(0),
})

const calls = [
  'POST /v2/sessions',
  'GET /oauth/v2/authorize',
  /GET .*\/v2\/oidc\/auth_requests/,
  /POST .*\/v2\/oidc\/auth_requests/,
  (request: { url: string; body?: Uint8Array }) =>
    request.url.endsWith('/token') && new TextDecoder().decode(request.body).includes('authorization_code'),
  'GET /oauth/v2/keys',
  'GET /oidc/v1/userinfo',
] as const

const nothingLeft = async (login: ALogin, handle: Awaited<ReturnType<ALogin['begin']>>): Promise<void> => {
  expect(login.zitadel.sessions.size).toBe(0)
  expect(login.events.map(({ name }) => name)).toContain('login.refused')
  const view = await login.engine.view(handle).catch(() => undefined)
  expect(view?.state).not.toBe('finished')
}

describe.each(calls.map((call) => [call]))('when the issuer is in trouble at %s', (call) => {
  it.each([
    ['answers HTML', html, 'ISSUER_ANSWER_INVALID'],
    ['answers 500', jsonAnswer(500, { code: 13, message: 'Internal' }), undefined],
    ['answers 501', jsonAnswer(501, { code: 12, message: 'Unimplemented' }), undefined],
    ['redirects', { ...plain(307), headers: { location: 'https://evil.example/' } }, undefined],
    ['is busy', plain(429), undefined],
  ])('gives a typed error and leaves nothing: it %s', async (_, answer, code) => {
    const login = aLogin()
    const handle = await login.begin()
    login.internet.answer(call as never, answer as never)
    const error = await login.engine.prove(handle, aPassword()).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'LoginError' })
    expect(error).toMatchObject({
      status: expect.toSatisfy((status: number) => status >= 502 && status <= 504),
    })
    expect(code ?? (error as LoginError).code).toBe((error as LoginError).code)
    await nothingLeft(login, handle)
    expect(login.internet.sent.every(({ request }) => new URL(request.url).origin === origin)).toBe(true)
  })

  it('gives a typed error and leaves nothing: its answer is lost', async () => {
    const login = aLogin()
    const handle = await login.begin()
    login.internet.lose(call as never, { when: 'after' })
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'ISSUER_UNREACHABLE',
      status: 503,
    })
    await nothingLeft(login, handle)
    // A token that came and was thrown away is revoked; one whose answer was lost is known to nobody and died with its session.
    expect(login.zitadel.revoked.length).toBeLessThanOrEqual(login.zitadel.accessTokens.length)
  })

  it('gives a typed error and leaves nothing: it does not answer in time', async () => {
    const login = aLogin({ callTimeoutMs: 40, passwordTimeoutMs: 40 })
    const handle = await login.begin()
    login.internet.hold(call as never, { when: 'after' })
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'ISSUER_TIMEOUT',
      status: 504,
    })
    await nothingLeft(login, handle)
  })
})

describe('what can be told apart', () => {
  it.each([
    ['501 in the envelope', jsonAnswer(501, { code: 12, message: 'x' }), 'ISSUER_UNSUPPORTED'],
    ['an unknown path', jsonAnswer(404, { code: 5, message: 'Not Found' }), 'ISSUER_UNSUPPORTED'],
    ['another method', jsonAnswer(405, { code: 12, message: 'Method Not Allowed' }), 'ISSUER_UNSUPPORTED'],
    ['429', plain(429), 'ISSUER_BUSY'],
    ['503', plain(503), 'ISSUER_UNREACHABLE'],
    ['504', plain(504), 'ISSUER_TIMEOUT'],
    ['an unknown host', plain(404), 'ISSUER_ANSWER_INVALID'],
    ['a redirect', plain(302), 'ISSUER_ANSWER_INVALID'],
    ['500', jsonAnswer(500, { code: 13, message: 'x' }), 'ISSUER_REFUSED'],
  ])('says so: %s', async (_, answer, code) => {
    const login = aLogin()
    login.internet.answer('POST /v2/sessions', answer)
    await expect(login.prove(aPassword())).rejects.toMatchObject({ code })
  })

  it('keeps the first factor when the answer to a code was lost', async () => {
    const login = aLogin()
    withTotp(login)
    login.zitadel.users[0].codes.push('654321')
    const handle = await login.begin()
    await login.engine.prove(handle, aPassword())
    login.internet.lose(/PATCH .*\/v2\/sessions/, { when: 'before' })
    await expect(login.engine.prove(handle, aCode())).rejects.toMatchObject({ code: 'ISSUER_UNREACHABLE' })
    expect((await login.engine.prove(handle, aCode('654321'))).kind).toBe('finished')
  })

  it('repeats nothing that is single use (CODE-1, ONE-BINDING)', async () => {
    for (const call of [/POST .*\/v2\/oidc\/auth_requests/, 'POST /oauth/v2/token'] as const) {
      const login = aLogin()
      await login.engine.ready()
      login.internet.lose(call, { when: 'after' })
      await login.prove(aPassword()).catch(() => undefined)
      expect(login.zitadel.accessTokens.length).toBeLessThanOrEqual(1)
      const binds = login.internet.sent.filter(
        ({ request }) =>
          request.method === 'POST' &&
          request.url.includes('auth_requests') &&
          !new TextDecoder().decode(request.body).includes('error'),
      )
      expect(binds).toHaveLength(1)
    }
  })

  it('undoes what it made when the store fails in the middle, and gives nothing out', async () => {
    const login = aLogin()
    const handle = await login.begin()
    const held = login.internet.hold(/POST .*auth_requests/, { when: 'after' })
    const proving = login.engine.prove(handle, aPassword())
    await held.reached
    await login.store.close()
    held.release()
    await expect(proving).rejects.toMatchObject({ name: 'StoreError' })
    expect(login.zitadel.sessions.size).toBe(0)
    expect(login.zitadel.accessTokens).toEqual([])
    expect(login.events.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['login.refused', 'login.undone']),
    )
  })

  it('says when what was made could not be undone', async () => {
    const login = aLogin()
    login.zitadel.forge.callbackUrl = () => 'https://evil.example/'
    login.internet.lose(/DELETE/, { when: 'before', times: 2 })
    await login.prove(aPassword()).catch(() => undefined)
    expect(login.events.at(-1)).toMatchObject({ name: 'login.undo_failed', code: 'ISSUER_UNREACHABLE' })
  })

  it('ends a session at the second try when the first was lost', async () => {
    const login = aLogin()
    const { zitadelSessionId } = await login.living()
    login.internet.lose(/DELETE/, { when: 'before' })
    await login.engine.end(zitadelSessionId)
    expect(login.zitadel.ended).toEqual([zitadelSessionId])
  })
})

describe("the issuer's metadata", () => {
  it.each([
    ['an issuer with a slash', { issuer: `${origin}/` }],
    ['an issuer in another case', { issuer: 'https://ZITADEL.example' }],
    ['an issuer on another host', { issuer: 'https://other.example' }],
    ['a token endpoint on another host (DISC-6)', { token_endpoint: 'https://evil.example/oauth/v2/token' }],
    ['keys at an internal address (DISC-6)', { jwks_uri: 'https://169.254.169.254/keys' }],
    ['a token endpoint on plain http (DISC-2)', { token_endpoint: 'http://zitadel.example/oauth/v2/token' }],
    ['no token endpoint', { token_endpoint: undefined }],
  ])('is not used with %s, and no endpoint in it is called (DISC-1)', async (_, changes) => {
    const login = aLogin()
    login.zitadel.metadata = changes
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'ISSUER_MISMATCH', status: 503 })
    await expect(login.prove(aPassword())).rejects.toMatchObject({ code: 'ISSUER_MISMATCH' })
    expect(login.internet.sent.every(({ request }) => request.url.endsWith('openid-configuration'))).toBe(
      true,
    )
  })

  it.each([
    ['S256', { code_challenge_methods_supported: ['plain'] }],
    ['PKCE', { code_challenge_methods_supported: undefined }],
    ['private_key_jwt', { token_endpoint_auth_methods_supported: ['client_secret_basic'] }],
  ])('must offer %s: there is no way back to something weaker (DISC-3)', async (_, changes) => {
    const login = aLogin()
    login.zitadel.metadata = changes
    await expect(login.engine.ready()).rejects.toMatchObject({ code: 'ISSUER_UNSUPPORTED' })
  })

  it('is read once for many logins, again after an hour, and kept when it cannot be read again', async () => {
    const login = aLogin()
    await Promise.all([1, 2, 3].map(() => login.prove(aPassword())))
    expect(login.calls('GET /.well-known/openid-configuration')).toBe(1)
    login.clock.advance(3_599_999)
    await login.prove(aPassword())
    expect(login.calls('GET /.well-known/openid-configuration')).toBe(1)
    login.clock.advance(1)
    login.internet.lose('GET /.well-known/openid-configuration', { when: 'before' })
    expect((await login.prove(aPassword())).kind).toBe('finished')
    login.clock.advance(30_000)
    login.zitadel.metadata = { issuer: 'https://other.example' }
    await expect(login.prove(aPassword())).rejects.toMatchObject({ code: 'ISSUER_MISMATCH' })
  })
})

describe("the issuer's keys", () => {
  it.each([
    ['ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    ['EdDSA', () => generateKeyPairSync('ed25519').privateKey],
    ['RS512', () => rsa().privateKey],
  ])('may change from one login to the next, to %s (JOSE-1)', async (alg, make) => {
    const login = aLogin()
    await login.prove(aPassword())
    login.zitadel.signing = { kid: '8002', alg, key: make() }
    expect((await login.prove(aPassword())).kind).toBe('finished')
    expect(login.calls('GET /oauth/v2/keys')).toBe(2)
  })

  it('are fetched at most once per cool-down for kids that nobody knows (JOSE-3)', async () => {
    const login = aLogin()
    await login.prove(aPassword())
    login.zitadel.published = [login.zitadel.signing]
    for (let kid = 0; kid < 5; kid += 1) {
      login.zitadel.signing = { ...login.zitadel.signing, kid: `random-${kid}` }
      await expect(login.prove(aPassword())).rejects.toMatchObject({ code: 'TOKEN_REJECTED' })
    }
    expect(login.calls('GET /oauth/v2/keys')).toBe(2)
    login.clock.advance(30_000)
    await login.prove(aPassword()).catch(() => undefined)
    expect(login.calls('GET /oauth/v2/keys')).toBe(3)
  })

  it('stop working when they leave the set, within its age (JOSE-3)', async () => {
    const login = aLogin()
    await login.prove(aPassword())
    login.zitadel.published = [{ kid: '8009', alg: 'RS256', key: rsa().privateKey }]
    login.clock.advance(299_999)
    expect((await login.prove(aPassword())).kind).toBe('finished')
    login.clock.advance(1)
    await expect(login.prove(aPassword())).rejects.toMatchObject({ code: 'TOKEN_REJECTED' })
  })
})
