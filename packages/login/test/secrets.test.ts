import { findCanary } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { aLogin, aPassword } from './a-login.ts'

const canary = 'C4nary!"\\pässwörd'

describe('a password', () => {
  it('is zeroed whatever happens, and so is the body that carried it (CRED-4)', async () => {
    for (const outcome of ['right', 'wrong', 'lost', 'malformed', 'gone'] as const) {
      const login = aLogin()
      const bodies: Uint8Array[] = []
      const { engine } = login
      login.internet.route('https://zitadel.example', async (request) => {
        if (request.url.endsWith('/v2/sessions') && request.body !== undefined) bodies.push(request.body)
        return login.zitadel.handle(request)
      })
      login.zitadel.users[0].password = canary
      if (outcome === 'lost') login.internet.lose('POST /v2/sessions', { when: 'after' })
      const proof = aPassword(
        outcome === 'wrong' ? `${canary}x` : canary,
        outcome === 'malformed' ? '' : 'mini@acme.example',
      )
      const handle = await login.begin()
      if (outcome === 'gone') await engine.cancel(handle)
      await engine.prove(handle, proof).catch(() => undefined)
      if (proof.method !== 'password') throw new Error('not a password')
      expect(proof.password.every((byte) => byte === 0)).toBe(true)
      expect(bodies.every((body) => body.every((byte) => byte === 0))).toBe(true)
    }
  })

  it('arrives as it was typed: spaces, quotes, backslashes, combining marks, control characters (CRED-3)', async () => {
    const typed = `  "\\/\u0000\u001f\u0308a\u00e4 \u{1f600}  ${'x'.repeat(64)} `
    const login = aLogin()
    login.zitadel.users[0].password = typed
    expect((await login.prove(aPassword(typed))).kind).toBe('finished')
  })

  it('is in no event, no error and nothing that is stored (CRED-4)', async () => {
    const login = aLogin()
    login.zitadel.users[0].password = canary
    const errors: unknown[] = []
    for (const password of [canary, `${canary}x`]) {
      await login
        .prove(aPassword(password))
        .catch((error: Error) => errors.push(error.stack, error.message, error.cause))
    }
    login.internet.lose('POST /v2/sessions', { when: 'after' })
    await login
      .prove(aPassword(canary))
      .catch((error: Error) => errors.push(error.stack, String(error.cause)))
    expect(findCanary(JSON.stringify([login.events, errors]), canary)).toEqual([])
  })

  it('and every token, code and session token stay out of events (CRED-4, JWTB-7)', async () => {
    const login = aLogin()
    login.zitadel.forge.claims = (claims) => ({ ...claims, nonce: 'x' })
    await login.prove(aPassword()).catch(() => undefined)
    const written = JSON.stringify(login.events)
    for (const secret of [
      ...login.zitadel.accessTokens,
      ...login.zitadel.serviceTokens,
      'session-token-',
      'code-V2',
    ]) {
      expect(written).not.toContain(secret)
    }
  })
})
