import { describe, expect, it } from 'vitest'
import { createPostern } from '../src/postern.ts'
import { aSession, anAttempt, json, problem, scriptedGateway, settled } from './scripted-gateway.ts'

const second = anAttempt({ needs: [{ type: 'second_factor', methods: ['totp'], reason: 'totp_enrolled' }] })

describe('a login from the page', () => {
  it('gives the session after one password', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': json({
        attempt: anAttempt({ state: 'finished', needs: [] }),
        session: aSession(),
      }),
    })
    const attempt = await createPostern(gateway.surroundings).login()
    expect(attempt.needs).toEqual([{ type: 'first_factor', methods: ['password'], reason: 'nothing_proven' }])
    expect(await attempt.provePassword('ada', 'secret')).toEqual({ kind: 'session', session: aSession() })
  })

  it('says what is still needed, and finishes with the code', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': [
        json({ attempt: second, session: null }),
        json({ attempt: anAttempt({ needs: [] }), session: aSession() }),
      ],
    })
    const attempt = await createPostern(gateway.surroundings).login()
    const result = await attempt.provePassword('ada', 'secret')
    expect(result).toEqual({ kind: 'needs', needs: second.needs, begunAgain: false })
    expect(attempt.needs).toEqual(second.needs)
    expect(await attempt.proveTotp('123456')).toMatchObject({ kind: 'session' })
  })

  it('sends name and password exactly as typed (CRED-3)', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': json({ attempt: second, session: null }),
    })
    const attempt = await createPostern(gateway.surroundings).login()
    const password = '  ' + 'e\u0301'.repeat(40) + '\u{1F511} '
    await attempt.provePassword(' ada ', password)
    expect(gateway.seen[1]?.body).toEqual({ method: 'password', loginName: ' ada ', password })
  })

  it('carries the attempt in a header and never in an address (FIX-4)', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt({ attempt: 'handle-77' }), 201),
      'POST /auth/login/proof': json({ attempt: second, session: null }),
      'DELETE /auth/login': new Response(null, { status: 204 }),
    })
    const attempt = await createPostern(gateway.surroundings).login()
    await attempt.provePassword('ada', 'secret')
    await attempt.cancel()
    expect(gateway.seen.map(({ headers }) => headers.get('postern-attempt'))).toEqual([
      null,
      'handle-77',
      'attempt-1',
    ])
    expect(gateway.addresses().join()).not.toMatch(/handle|attempt/)
  })

  it('sends the CSRF header with every call, and follows no redirect with a password in hand (CSRF-1, CRED-5)', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': json({ attempt: second, session: null }),
    })
    await (await createPostern(gateway.surroundings).login()).provePassword('ada', 'secret')
    for (const { headers, init } of gateway.seen) {
      expect(headers.get('postern-csrf')).toBe('1')
      expect(init).toMatchObject({ mode: 'same-origin', credentials: 'same-origin', redirect: 'error' })
    }
  })

  it('asks for what the application demands, also when it begins again', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': [problem(410, 'ATTEMPT_GONE'), json({ attempt: second, session: null })],
    })
    const attempt = await createPostern(gateway.surroundings).login({ maxAge: 0, prompt: 'login' })
    await attempt.provePassword('ada', 'secret')
    const begun = gateway.seen.filter(({ call }) => call === 'POST /auth/login')
    expect(begun.map(({ body }) => body)).toEqual([
      { maxAge: 0, prompt: 'login' },
      { maxAge: 0, prompt: 'login' },
    ])
  })
})

describe('an attempt that is gone or was replaced by another tab', () => {
  it.each([
    [410, 'ATTEMPT_GONE'],
    [410, 'PROOF_LIMIT'],
    [404, 'NOT_FOUND'],
  ])('begins again once at %i %s and sends the same proof', async (status, code) => {
    const gateway = scriptedGateway({
      'POST /auth/login': [json(anAttempt(), 201), json(anAttempt({ attempt: 'attempt-2' }), 201)],
      'POST /auth/login/proof': [
        problem(status, code),
        json({ attempt: anAttempt({ needs: [] }), session: aSession() }),
      ],
    })
    const attempt = await createPostern(gateway.surroundings).login()
    expect(await attempt.provePassword('ada', 'secret')).toMatchObject({ kind: 'session' })
    const proofs = gateway.seen.filter(({ call }) => call === 'POST /auth/login/proof')
    expect(proofs.map(({ headers }) => headers.get('postern-attempt'))).toEqual(['attempt-1', 'attempt-2'])
    expect(proofs[1]?.body).toEqual(proofs[0]?.body)
  })

  it('gives up when the new attempt is gone as well', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': problem(410, 'ATTEMPT_GONE'),
    })
    const attempt = await createPostern(gateway.surroundings).login()
    await expect(attempt.provePassword('ada', 'secret')).rejects.toMatchObject({
      code: 'ATTEMPT_GONE',
      status: 410,
    })
    expect(gateway.calls().filter((call) => call === 'POST /auth/login/proof')).toHaveLength(2)
  })

  it('does not send a code to an attempt that asks for the first factor, but says that it began again', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': [json({ attempt: second, session: null }), problem(410, 'ATTEMPT_GONE')],
    })
    const attempt = await createPostern(gateway.surroundings).login()
    await attempt.provePassword('ada', 'secret')
    expect(await attempt.proveTotp('123456')).toEqual({
      kind: 'needs',
      needs: anAttempt().needs,
      begunAgain: true,
    })
  })

  it('hands on what a refused login lacks', async () => {
    const needs = [{ type: 'user_not_ready', reason: 'initial' }]
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': problem(403, 'LOGIN_INSUFFICIENT', {}, { needs }),
    })
    const attempt = await createPostern(gateway.surroundings).login()
    await expect(attempt.provePassword('ada', 'secret')).rejects.toMatchObject({
      code: 'LOGIN_INSUFFICIENT',
      needs: [{ type: 'user_not_ready', methods: [], reason: 'initial' }],
    })
  })

  it('does not begin again because of a wrong password', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': problem(401, 'CREDENTIALS_REJECTED'),
    })
    const attempt = await createPostern(gateway.surroundings).login()
    await expect(attempt.provePassword('ada', 'wrong')).rejects.toMatchObject({
      code: 'CREDENTIALS_REJECTED',
      status: 401,
      title: 'title of CREDENTIALS_REJECTED',
      correlation: 'c-1',
    })
    expect(gateway.calls()).toHaveLength(2)
  })
})

describe('an attempt that is further than the page knows', () => {
  it('begins again, since the answer to an earlier proof was lost', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': [
        new TypeError('Failed to fetch'),
        problem(409, 'PROOF_NOT_EXPECTED'),
        json({ attempt: second, session: null }),
      ],
    })
    const attempt = await createPostern(gateway.surroundings).login()
    await expect(attempt.provePassword('ada', 'secret')).rejects.toMatchObject({
      code: 'GATEWAY_UNREACHABLE',
    })
    expect(await attempt.provePassword('ada', 'secret')).toMatchObject({ kind: 'needs', begunAgain: false })
  })

  it('is left alone while another request works on it', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': problem(409, 'ATTEMPT_CONFLICT'),
    })
    const attempt = await createPostern(gateway.surroundings).login()
    await expect(attempt.provePassword('ada', 'secret')).rejects.toMatchObject({ code: 'ATTEMPT_CONFLICT' })
    expect(gateway.calls()).toHaveLength(2)
  })
})

describe('an attempt used out of turn', () => {
  it('refuses a second proof while the first is under way, without asking the gateway', async () => {
    const first = Promise.withResolvers<Response>()
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': [first.promise, json({ attempt: second, session: null })],
    })
    const attempt = await createPostern(gateway.surroundings).login()
    const proving = attempt.provePassword('ada', 'secret')
    await expect(attempt.provePassword('ada', 'secret')).rejects.toMatchObject({ code: 'PROOF_UNDER_WAY' })
    first.resolve(problem(401, 'CREDENTIALS_REJECTED'))
    await expect(proving).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' })
    expect(await attempt.provePassword('ada', 'right')).toMatchObject({ kind: 'needs' })
  })

  it('takes no proof after it finished or was cancelled', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': json({ attempt: anAttempt({ needs: [] }), session: aSession() }),
      'DELETE /auth/login': new Response(null, { status: 204 }),
    })
    const postern = createPostern(gateway.surroundings)
    const finished = await postern.login()
    await finished.provePassword('ada', 'secret')
    await expect(finished.proveTotp('1')).rejects.toMatchObject({ code: 'ATTEMPT_CLOSED' })
    const cancelled = await postern.login()
    await cancelled.cancel()
    await expect(cancelled.proveTotp('1')).rejects.toMatchObject({ code: 'ATTEMPT_CLOSED' })
  })

  it('ends the session that a proof still made after the user cancelled', async () => {
    const late = Promise.withResolvers<Response>()
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': late.promise,
      'DELETE /auth/session': new Response(null, { status: 204 }),
      'DELETE /auth/login': new Response(null, { status: 204 }),
    })
    const postern = createPostern(gateway.surroundings)
    const attempt = await postern.login()
    const proving = attempt.provePassword('ada', 'secret')
    const cancelling = attempt.cancel()
    await settled()
    expect(gateway.calls()).not.toContain('DELETE /auth/login')
    late.resolve(json({ attempt: anAttempt({ needs: [] }), session: aSession() }))
    await expect(proving).rejects.toMatchObject({ code: 'ATTEMPT_CLOSED' })
    await cancelling
    expect(gateway.calls()).toContain('DELETE /auth/session')
    expect(postern.lastSession()).toBeUndefined()
  })

  it('is ended at the gateway before the next one begins, so that its end takes no cookie of the next', async () => {
    const ended = Promise.withResolvers<Response>()
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'DELETE /auth/login': ended.promise,
    })
    const postern = createPostern(gateway.surroundings)
    const first = await postern.login()
    const cancelling = first.cancel()
    const next = postern.login()
    await settled()
    expect(gateway.calls()).toEqual(['POST /auth/login', 'DELETE /auth/login'])
    ended.resolve(new Response(null, { status: 204 }))
    await Promise.all([cancelling, next])
    expect(gateway.calls()).toEqual(['POST /auth/login', 'DELETE /auth/login', 'POST /auth/login'])
  })

  it('cancels without complaint when the gateway cannot be told', async () => {
    const gateway = scriptedGateway({
      'POST /auth/login': json(anAttempt(), 201),
      'DELETE /auth/login': new TypeError('Failed to fetch'),
    })
    const attempt = await createPostern(gateway.surroundings).login()
    await expect(attempt.cancel()).resolves.toBeUndefined()
  })
})
