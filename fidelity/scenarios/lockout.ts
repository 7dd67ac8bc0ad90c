import { as } from '../callers.ts'
import { loginNameOf, password, wrongPassword } from '../names.ts'
import { get, post, put, type Request } from '../request.ts'
import { type Row, row, type Scenario, wait } from '../table.ts'

function prove(user: string, given: string): Request {
  const checks = { user: { loginName: loginNameOf(user) }, password: { password: given } }
  return post('/v2/sessions', as.loginClient, { checks })
}

function proveById(user: string, given: string): Request {
  const checks = { user: { userId: `{${user}.id}` }, password: { password: given } }
  return post('/v2/sessions', as.loginClient, { checks })
}

function proveTotp(user: string, code: string): Request {
  const checks = { user: { loginName: loginNameOf(user) }, password: { password }, totp: { code } }
  return post('/v2/sessions', as.loginClient, { checks })
}

function lockAfter(attempts: number): Request {
  const policy = { maxPasswordAttempts: attempts, maxOtpAttempts: attempts }
  return put('/admin/v1/policies/password/lockout', as.admin, policy)
}

function unlock(user: string): Request {
  return post(`/v2/users/{${user}.id}/unlock`, as.admin, {})
}

function times(count: number, rowNumber: (n: number) => Row): readonly Row[] {
  return Array.from({ length: count }, (_, index) => rowNumber(index + 1))
}

/** What wrong passwords and codes lead to: waiting, and the lock (contract 3.8). */
export const lockoutScenario: Scenario = {
  name: '03b-lockout-tarpit',
  steps: [
    ...times(11, (n) =>
      row(`tarpit: wrong password no. ${n} (no lockout policy): see ms`, prove('tarpit', wrongPassword)),
    ),
    row('tarpit: right password resets the counter', prove('tarpit', password)),
    row('tarpit: next failure counts from 1', prove('tarpit', wrongPassword)),

    row('lockout after 3 password and 3 OTP failures', lockAfter(3)),
    wait(1_500),
    row('lockout settings', get('/v2/settings/lockout?ctx.instance=true', as.loginClient)),
    ...times(3, (n) => row(`lockout: wrong password no. ${n}`, prove('lockme', wrongPassword))),
    row('lockout: after the lock, by userId, at once', proveById('lockme', wrongPassword)),
    row('lockout: after the lock, by loginName', prove('lockme', wrongPassword)),
    row('lockout: right password', prove('lockme', password)),
    wait(1_500),
    row('lockout: by userId, after 1.5 s', proveById('lockme', password)),
    row('user state after lockout', get('/v2/users/{lockme.id}', as.admin)),
    row('unlock', unlock('lockme')),
    row('after unlock', prove('lockme', password)),

    ...times(4, (n) => row(`TOTP wrong no. ${n} (password right)`, proveTotp('totpuser', '000000'))),
    row('unlock the TOTP user', unlock('totpuser')),
    row('lockout off again', lockAfter(0)),
  ],
}
