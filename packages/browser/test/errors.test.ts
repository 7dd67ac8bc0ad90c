import { describe, expect, it } from 'vitest'
import { PosternError, posternErrors } from '../src/postern-error.ts'
import { createPostern } from '../src/postern.ts'
import { aSession, json, problem, scriptedGateway } from './scripted-gateway.ts'

const errorOf = async (reply: Response | Error): Promise<PosternError> => {
  const gateway = scriptedGateway({ 'POST /auth/login': reply })
  const error: unknown = await createPostern(gateway.surroundings)
    .login()
    .catch((cause: unknown) => cause)
  if (!(error instanceof PosternError)) throw new Error('not a PosternError', { cause: error })
  return error
}

describe('errors of the gateway (RFC 9457)', () => {
  it('keep code, status, title and correlation', async () => {
    expect(await errorOf(problem(429, 'TOO_MANY', { 'retry-after': '30' }))).toMatchObject({
      code: 'TOO_MANY',
      status: 429,
      title: 'title of TOO_MANY',
      retryAfterSeconds: 30,
      correlation: 'c-1',
    })
  })

  it.each([
    [{}, null],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-3' }, null],
    [{ 'retry-after': '1e3' }, null],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, null],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:10 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' }, 10],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT', date: 'Wed, 21 Oct 2026 07:28:10 GMT' }, 0],
  ])('read Retry-After without a clock of their own: %j', async (headers, seconds) => {
    expect((await errorOf(problem(503, 'BUSY', headers))).retryAfterSeconds).toBe(seconds)
  })

  it.each([
    [
      'a page of HTML',
      new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
    ],
    ['JSON that is no problem', json({ code: 'X' }, 502)],
    [
      'a problem without a code',
      new Response('{"title":"x"}', { status: 502, headers: { 'content-type': 'application/problem+json' } }),
    ],
    [
      'a problem that is cut off',
      new Response('{"title', { status: 502, headers: { 'content-type': 'application/problem+json' } }),
    ],
  ])('are unreadable when they are %s, and keep the status', async (_what, reply) => {
    const error = await errorOf(reply)
    expect(error).toMatchObject({ code: 'ANSWER_UNREADABLE', status: 502, correlation: null })
    expect(error.title).toBe(posternErrors.ANSWER_UNREADABLE.title)
  })

  it.each(['x', [1], [{ type: 7 }], null])('stay what they are when their needs are %j', async (needs) => {
    expect(await errorOf(problem(403, 'LOGIN_INSUFFICIENT', {}, { needs }))).toMatchObject({
      code: 'LOGIN_INSUFFICIENT',
      needs: [],
    })
  })

  it('say when there was no answer, with the cause for the log', async () => {
    const cause = new TypeError('Failed to fetch')
    expect(await errorOf(cause)).toMatchObject({ code: 'GATEWAY_UNREACHABLE', status: 0, cause })
  })
})

describe('answers that are a success but not what was agreed', () => {
  it.each([
    json([]),
    json({ attempt: 1, needs: [] }),
    json({ attempt: 'a' }),
    json({ attempt: 'a', needs: [{}] }),
    json({ attempt: 'a', needs: [{ type: 'x', methods: 'password' }] }),
    new Response('<html>', { status: 200 }),
    new Response(null, { status: 204 }),
  ])('are refused at the door: attempt %#', async (reply) => {
    expect(await errorOf(reply)).toMatchObject({ code: 'ANSWER_UNREADABLE' })
  })

  it.each([
    {},
    { session: 'ada' },
    { session: { ...aSession(), subject: undefined } },
    { session: { ...aSession(), expiresAt: '9000' } },
    { session: { ...aSession(), roles: 'admin' } },
    { session: { ...aSession(), login: { flow: 'back_channel', steps: [{ step: 'x' }] } } },
  ])('are refused at the door: session %#', async (answer) => {
    const { surroundings } = scriptedGateway({ 'GET /auth/session': json(answer) })
    await expect(createPostern(surroundings).session()).rejects.toMatchObject({ code: 'ANSWER_UNREADABLE' })
  })

  it('never show a value of the answer in the error', async () => {
    const { surroundings } = scriptedGateway({
      'GET /auth/session': json({ session: { subject: 'canary-5151' } }),
    })
    const error: unknown = await createPostern(surroundings)
      .session()
      .catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(PosternError)
    expect(String(error) + String((error as PosternError).cause)).not.toContain('canary')
  })

  it('let a requirement pass that this page does not know yet', async () => {
    const view = { attempt: 'a', state: 'open', needs: [{ type: 'retina_scan', reason: 'r' }], expiresAt: 1 }
    const { surroundings } = scriptedGateway({ 'POST /auth/login': json(view, 201) })
    const attempt = await createPostern(surroundings).login()
    expect(attempt.needs).toEqual([{ type: 'retina_scan', methods: [], reason: 'r' }])
  })
})
