import { describe, expect, it } from 'vitest'
import { LoginError } from '../src/index.ts'
import { aLogin, aPassword } from './a-login.ts'

const ids = [
  ['unknown user', 404, 'QUERY-Dfbg2'],
  ['locked or deactivated', 400, 'SESSION-Gj4ko'],
  ['wrong password', 400, 'COMMAND-3M0fs'],
  ['locked, seen by the password check', 400, 'COMMAND-JLK35'],
  ['locked in a race', 400, 'COMMAND-SFA3t'],
  ['no password', 400, 'COMMAND-3nJ4t'],
] as const

describe('before a first factor is proven', () => {
  it.each(ids)('says the same of every account: %s (CRED-9)', async (_, status, id) => {
    const login = aLogin()
    const handle = await login.begin()
    login.internet.answer('POST /v2/sessions', login.refusal(status, id))
    const error = await login.engine.prove(handle, aPassword()).catch((reason: unknown) => reason)
    if (!(error instanceof LoginError)) throw new Error('no LoginError')
    expect(error.toProblem()).toEqual({
      status: 401,
      title: 'The name or the password is not right.',
      code: 'CREDENTIALS_REJECTED',
    })
    expect(error.issuerErrorId).toBe(id)
    expect(error.needs).toEqual([])
    expect((await login.engine.view(handle)).needs).toMatchObject([
      { type: 'first_factor', reason: 'not_proven' },
    ])
  })

  it('says the same when the user was deactivated a moment ago and only the read-back knows (CRED-9)', async () => {
    const login = aLogin()
    const handle = await login.begin()
    login.internet.answer(/GET .*\/v2\/sessions\/\d/, login.refusal(404, 'QUERY-SFeaa'))
    await expect(login.engine.prove(handle, aPassword())).rejects.toMatchObject({
      code: 'CREDENTIALS_REJECTED',
      needs: [],
    })
    expect((await login.engine.view(handle)).needs).toMatchObject([
      { type: 'first_factor', reason: 'not_proven' },
    ])
    expect(login.zitadel.sessions.size).toBe(0)
  })

  it('takes the 404 of a login client without a role for a fault of the set-up, not of the user', async () => {
    const login = aLogin()
    login.internet.answer('POST /v2/sessions', login.refusal(404, 'AUTHZ-cdgFk'))
    await expect(login.prove(aPassword())).rejects.toMatchObject({
      code: 'LOGIN_CLIENT_UNPRIVILEGED',
      status: 503,
    })
  })
})
