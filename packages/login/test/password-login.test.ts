import { describe, expect, it } from 'vitest'
import { aLogin, aPassword } from './a-login.ts'
import { organizationId } from './scripted-zitadel.ts'

describe('a login by password', () => {
  it('finishes with validated tokens, roles, and the seven steps in order', async () => {
    const login = aLogin()
    const result = await login.prove(aPassword())
    if (result.kind !== 'finished') throw new Error('not finished')
    expect(result.view).toMatchObject({ state: 'finished', needs: [] })
    expect(result.login).toMatchObject({
      flow: 'back_channel',
      subject: '1001',
      organizationId,
      methods: ['password'],
      roles: ['reader'],
      authTime: login.clock.now(),
      claims: { name: 'Mini Mouse', email: 'mini@acme.example', sub: '1001' },
    })
    expect(result.login.steps.map(({ step }) => step)).toEqual([
      'authenticate_application',
      'verify_user',
      'begin_authorization',
      'bind_session',
      'exchange_code',
      'validate_tokens',
      'store_tokens',
    ])
    expect(login.zitadel.sessions.size).toBe(1)
    expect(login.zitadel.revoked).toEqual([])
  })
})
