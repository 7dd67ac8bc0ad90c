import { describe, expect, it } from 'vitest'
import { aNewsroom } from './support/newsroom.ts'

const count = async ({ asLoginClient }: Awaited<ReturnType<typeof aNewsroom>>) =>
  (await asLoginClient('POST /v2/sessions/search', {})).json['details']?.['totalResult']

describe('faults', () => {
  it('loses the answer of the next call of a kind after its effect, and of no other', async () => {
    const newsroom = await aNewsroom()
    newsroom.zitadel.faults.next('CreateSession', { lose: 'after' })
    expect((await newsroom.asLoginClient('GET /v2/settings')).status).toBe(200)
    await expect(newsroom.signIn('mini')).rejects.toThrow('socket hang up')
    expect(await count(newsroom)).toBe('1')
    expect((await newsroom.signIn('mini')).status).toBe(201)
  })

  it('loses it before its effect: nothing happened', async () => {
    const newsroom = await aNewsroom()
    newsroom.zitadel.faults.next('POST /v2/sessions', { lose: 'before' })
    await expect(newsroom.signIn('mini')).rejects.toThrow('socket hang up')
    expect(await count(newsroom)).toBeUndefined()
  })

  it('strikes an operation by REST and by Connect, and exactly as often as asked', async () => {
    const { zitadel, signIn, call, user } = await aNewsroom()
    zitadel.faults.next('DeleteSession', { answer: 500 })
    zitadel.faults.next('zitadel.session.v2.SessionService/CreateSession', { answer: 429 }, 2)
    const token = zitadel.seeded.loginClientPat
    const body = { checks: { user: { userId: user('mini').id } } }
    const byConnect = await call('POST /zitadel.session.v2.SessionService/CreateSession', { token, body })
    expect([byConnect.status, (await signIn('mini')).status, (await signIn('mini')).status]).toEqual([
      429, 429, 201,
    ])
  })

  it.each([
    [401, 16],
    [500, 13],
    [501, 12],
    [503, 14],
  ] as const)('answers %i in ZITADEL’s envelope, without the effect', async (status, code) => {
    const newsroom = await aNewsroom()
    newsroom.zitadel.faults.next('/v2/*', { answer: status })
    const called = await newsroom.signIn('mini')
    expect([called.status, called.json['code'], await count(newsroom)]).toEqual([status, code, undefined])
  })

  it('answers a proxy’s HTML page at the token endpoint, and again well afterwards', async () => {
    const { zitadel, call } = await aNewsroom()
    zitadel.faults.next('/oauth/v2/token', { answer: 'html' })
    const broken = await call('POST /oauth/v2/token', { body: '' })
    expect([
      broken.status,
      broken.headers['content-type'],
      broken.text.startsWith('<!doctype html>'),
    ]).toEqual([502, 'text/html', true])
    expect((await call('POST /oauth/v2/token', { body: '' })).json['error']).toBe('invalid_request')
  })

  it('delays the answer and nothing else: a call beside it is answered first', async () => {
    const { zitadel, asLoginClient } = await aNewsroom()
    zitadel.faults.next('/v2/settings', { delayMs: 600 })
    const order: string[] = []
    const slow = asLoginClient('GET /v2/settings').then(() => order.push('delayed'))
    const quick = asLoginClient('GET /v2/settings/lockout').then(() => order.push('beside'))
    await Promise.all([slow, quick])
    expect(order).toEqual(['beside', 'delayed'])
  })

  it('forgets what was not used', async () => {
    const { zitadel, signIn } = await aNewsroom()
    zitadel.faults.next('CreateSession', { answer: 500 }, 3)
    expect(zitadel.faults.pending).toBe(3)
    zitadel.faults.clear()
    expect((await signIn('mini')).status).toBe(201)
  })
})
