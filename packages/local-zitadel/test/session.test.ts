import { describe, expect, it } from 'vitest'
import { errorId } from './support/call-zitadel.ts'
import { aNewsroom } from './support/newsroom.ts'

const metadata = { device: Buffer.from('mac').toString('base64') }

/** How many of four racing checks of one recovery code pass. */
async function racingRecoveryCode({
  asAdmin,
  asLoginClient,
  signIn,
  user,
}: Awaited<ReturnType<typeof aNewsroom>>) {
  const codes = await asAdmin(`POST /v2/users/${user('mini').id}/recovery_codes`, { count: 1 })
  const made = await signIn('mini')
  const check = { checks: { recoveryCode: { code: codes.json['recoveryCodes']?.[0] } } }
  const path = `PATCH /v2/sessions/${made.json['sessionId']}`
  const answers = await Promise.all([1, 2, 3, 4].map(() => asLoginClient(path, check)))
  return answers.filter(({ status }) => status === 200).length
}

describe('session API (contract 3)', () => {
  it('makes a session from user and password in one call, with 201 and without empty fields', async () => {
    const { signIn, asLoginClient } = await aNewsroom()
    const made = await signIn('mini')
    expect(made.status).toBe(201)
    expect(String(made.json['sessionToken']).split('.')).toHaveLength(5)
    const read = await asLoginClient(`GET /v2/sessions/${made.json['sessionId']}`)
    expect(Object.keys(read.json['session'] ?? {})).toEqual([
      'id',
      'creationDate',
      'changeDate',
      'sequence',
      'factors',
    ])
    expect(Object.keys(read.json['session']?.['factors'] ?? {})).toEqual(['user', 'password'])
  })

  it('counts wrong passwords on the user, stores no session for them, and starts again at one after a right one', async () => {
    const { signIn, asLoginClient, user } = await aNewsroom()
    const attempts = []
    for (const password of ['Wrong1!xx', 'Wrong1!xx', user('mini').password, 'Wrong1!xx']) {
      const { status, json } = await signIn('mini', password)
      attempts.push(json['details']?.[0]?.['failedAttempts'] ?? status)
    }
    expect(attempts).toEqual([1, 2, 201, 1])
    const search = await asLoginClient('POST /v2/sessions/search', {
      queries: [{ userIdQuery: { id: user('mini').id } }],
    })
    expect(search.json['details']?.['totalResult']).toBe('1')
  })

  it('locks at the limit while still answering the failure, and refuses the right password then', async () => {
    const { signIn, asAdmin } = await aNewsroom()
    await asAdmin('PUT /admin/v1/policies/password/lockout', { maxPasswordAttempts: 2, maxOtpAttempts: 2 })
    expect(errorId(await signIn('mini', 'x'))).toBe('COMMAND-3M0fs')
    expect(errorId(await signIn('mini', 'x'))).toBe('COMMAND-3M0fs')
    expect(errorId(await signIn('mini'))).toBe('SESSION-Gj4ko')
    expect((await signIn('editor')).status).toBe(201)
  })

  it('tells unknown, locked, deactivated and password-less users apart by id (contract 3.7)', async () => {
    const { asLoginClient, asAdmin, signIn, user } = await aNewsroom()
    const unknown = await asLoginClient('POST /v2/sessions', { checks: { user: { loginName: 'nobody@x' } } })
    expect([unknown.status, errorId(unknown)]).toEqual([404, 'QUERY-Dfbg2'])
    expect(errorId(await signIn('sso', 'whatever'))).toBe('COMMAND-3nJ4t')
    await asAdmin(`POST /v2/users/${user('mini').id}/lock`, {})
    await asAdmin(`POST /v2/users/${user('editor').id}/deactivate`, {})
    expect([errorId(await signIn('mini')), errorId(await signIn('editor'))]).toEqual([
      'SESSION-Gj4ko',
      'SESSION-Gj4ko',
    ])
  })

  it('gives a new token at every change, none where nothing changed, and ends the one before', async () => {
    const { signIn, asLoginClient } = await aNewsroom()
    const made = await signIn('mini')
    const path = `/v2/sessions/${made.json['sessionId']}`
    const changed = await asLoginClient(`PATCH ${path}`, { metadata })
    const same = await asLoginClient(`PATCH ${path}`, { metadata })
    const read = (token: unknown) => asLoginClient(`GET ${path}?sessionToken=${token}`)
    expect(same.json['sessionToken']).toBeUndefined()
    expect(errorId(await read(made.json['sessionToken']))).toBe('QUERY-dsfr3')
    expect((await read(changed.json['sessionToken'])).status).toBe(200)
  })

  it('loses nothing of calls that run at the same time: both factors stay, and a used code stays used', async () => {
    const { asAdmin, asLoginClient, user } = await aNewsroom({ passwordCheckMs: 50 })
    const { id, password } = user('mini')
    await asAdmin(`POST /v2/users/${id}/otp_email`, {})
    const challenges = { otpEmail: { returnCode: {} } }
    const made = await asLoginClient('POST /v2/sessions', { checks: { user: { userId: id } }, challenges })
    const path = `PATCH /v2/sessions/${made.json['sessionId']}`
    const otpEmail = { code: made.json['challenges']?.['otpEmail'] }
    const slow = asLoginClient(path, { checks: { password: { password } } })
    await Promise.all([slow, asLoginClient(path, { checks: { otpEmail } })])
    const read = await asLoginClient(`GET /v2/sessions/${made.json['sessionId']}`)
    expect(Object.keys(read.json['session']?.['factors'] ?? {})).toEqual(['user', 'password', 'otpEmail'])
    expect(errorId(await asLoginClient(path, { checks: { otpEmail } }))).toBe('COMMAND-S34gh')
  })

  it('checks in ZITADEL’s order and changes nothing when a later check fails', async () => {
    const { asLoginClient, user } = await aNewsroom()
    const { loginName, password } = user('totp')
    const both = { user: { loginName }, password: { password }, totp: { code: '000000' } }
    const refused = await asLoginClient('POST /v2/sessions', { checks: both })
    expect(errorId(refused)).toBe('EVENT-8isk2')
    const search = await asLoginClient('POST /v2/sessions/search', {})
    expect(search.json['sessions']).toBeUndefined()
  })

  it('takes a one-time code by e-mail once and a recovery code once', async () => {
    const { asAdmin, asLoginClient, signIn, user } = await aNewsroom()
    const { id } = user('mini')
    await asAdmin(`POST /v2/users/${id}/otp_email`, {})
    const codes = await asAdmin(`POST /v2/users/${id}/recovery_codes`, { count: 2 })
    const made = await signIn('mini')
    const path = `PATCH /v2/sessions/${made.json['sessionId']}`
    const challenge = await asLoginClient(path, { challenges: { otpEmail: { returnCode: {} } } })
    const otpEmail = { code: challenge.json['challenges']?.['otpEmail'] }
    const recoveryCode = { code: codes.json['recoveryCodes']?.[0] }
    expect(errorId(await asLoginClient(path, { checks: { otpEmail: { code: '1' } } }))).toBe('CODE-woT0xc')
    expect((await asLoginClient(path, { checks: { otpEmail, recoveryCode } })).status).toBe(200)
    expect(errorId(await asLoginClient(path, { checks: { otpEmail } }))).toBe('COMMAND-S34gh')
    expect(errorId(await asLoginClient(path, { checks: { recoveryCode } }))).toBe('DOMAIN-6uvh0')
  })

  it('hands a recovery code to exactly one of many racing checks, unless told to race as the original', async () => {
    const race = async (races: 'strict' | 'original') => {
      const newsroom = await aNewsroom()
      newsroom.zitadel.faults.races = races
      return racingRecoveryCode(newsroom)
    }
    expect(await race('strict')).toBe(1)
    expect(await race('original')).toBeGreaterThan(1)
  })

  it.each(['strict', 'original'] as const)(
    'lets racing changes of one session all succeed, and the token of exactly one be good (contract 3.4, %s)',
    async (races) => {
      const { asLoginClient, signIn, zitadel } = await aNewsroom()
      zitadel.faults.races = races
      const path = `/v2/sessions/${(await signIn('mini')).json['sessionId']}`
      const changes = await Promise.all(
        ['a', 'b', 'c', 'd'].map((device) =>
          asLoginClient(`PATCH ${path}`, { metadata: { device: btoa(device) } }),
        ),
      )
      expect(changes.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      const reads = await Promise.all(
        changes.map(({ json }) => asLoginClient(`GET ${path}?sessionToken=${json['sessionToken']}`)),
      )
      expect(reads.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403])
    },
  )

  it('expires at the very millisecond of its lifetime', async () => {
    let now = Date.UTC(2026, 10, 22)
    const { asLoginClient, user } = await aNewsroom({ now: () => now })
    const checks = { user: { userId: user('mini').id } }
    const made = await asLoginClient('POST /v2/sessions', { checks, lifetime: '2s' })
    const path = `PATCH /v2/sessions/${made.json['sessionId']}`
    now += 1_999
    expect((await asLoginClient(path, { metadata })).status).toBe(200)
    now += 1
    expect(errorId(await asLoginClient(path, { metadata: {} }))).toBe('COMMAND-Hkl3d')
  })

  it('drops the password factor from reads after a password change, and the session after a deactivation (contract 3.5)', async () => {
    const { asAdmin, asLoginClient, signIn, user } = await aNewsroom()
    const { id } = user('mini')
    const made = await signIn('mini')
    const read = () => asLoginClient(`GET /v2/sessions/${made.json['sessionId']}`)
    await asAdmin(`POST /v2/users/${id}/password`, { newPassword: { password: 'An0ther-one!' } })
    expect(Object.keys((await read()).json['session']?.['factors'] ?? {})).toEqual(['user'])
    await asAdmin(`POST /v2/users/${id}/deactivate`, {})
    await asAdmin(`POST /v2/users/${id}/reactivate`, {})
    expect(errorId(await read())).toBe('QUERY-SFeaa')
  })

  it('answers 200 to a change of a made-up id, and knows nothing of it afterwards (contract 16.6)', async () => {
    const { asLoginClient } = await aNewsroom()
    const changed = await asLoginClient('PATCH /v2/sessions/123', { metadata })
    expect([changed.status, typeof changed.json['sessionToken']]).toEqual([200, 'string'])
    expect(errorId(await asLoginClient('GET /v2/sessions/123'))).toBe('QUERY-SFeaa')
    expect(
      (await asLoginClient('POST /v2/sessions/search', {})).json['details']?.['totalResult'],
    ).toBeUndefined()
  })

  it('names the broken field rule with the whole path, without details', async () => {
    const { asLoginClient } = await aNewsroom()
    const checks = { user: { loginName: 'mini' }, password: { password: '' } }
    const refused = await asLoginClient('POST /v2/sessions', { checks })
    expect(refused.json).toEqual({
      code: 3,
      message:
        'invalid CreateSessionRequest.Checks: embedded message failed validation | caused by: ' +
        'invalid Checks.Password: embedded message failed validation | caused by: ' +
        'invalid CheckPassword.Password: value length must be between 1 and 200 runes, inclusive',
    })
  })

  it('serves the same operation by Connect, JSON and binary alike, with 200', async () => {
    const { call, zitadel, user } = await aNewsroom()
    const path = 'POST /zitadel.session.v2.SessionService/CreateSession'
    const token = zitadel.seeded.loginClientPat
    const made = await call(path, { token, body: { checks: { user: { userId: user('mini').id } } } })
    const refused = await call(path, { token, body: { checks: { user: { loginName: 'nobody' } } } })
    const binary = await call(path, { token, body: '', headers: { 'content-type': 'application/proto' } })
    expect([made.status, binary.status, binary.headers['content-type']]).toEqual([
      200,
      200,
      'application/proto',
    ])
    expect(refused.json['code']).toBe('not_found')
    expect(refused.json['details']?.[0]?.['debug']?.['id']).toBe('QUERY-Dfbg2')
  })
})
