import { describe, expect, it, vi } from 'vitest'
import { createPostern } from '../src/postern.ts'
import {
  aRoomOfTabs,
  aSession,
  anAttempt,
  json,
  problem,
  scriptedGateway,
  settled,
} from './scripted-gateway.ts'

const gone = () => new Response(null, { status: 204 })

describe('the session', () => {
  it('is null for nobody and a view without tokens for somebody (RT-7)', async () => {
    const leaky = {
      ...aSession(),
      accessToken: 'a-token',
      login: { ...aSession().login, idToken: 'a-token' },
    }
    const gateway = scriptedGateway({
      'GET /auth/session': [json({ session: null }), json({ session: leaky })],
    })
    const postern = createPostern(gateway.surroundings)
    expect(postern.lastSession()).toBeUndefined()
    expect(await postern.session()).toBeNull()
    expect(await postern.session()).toEqual(aSession())
    expect(JSON.stringify(postern.lastSession())).not.toContain('a-token')
  })

  it('is one request for all who ask at the same time', async () => {
    const gateway = scriptedGateway({ 'GET /auth/session': json({ session: aSession() }) })
    const postern = createPostern(gateway.surroundings)
    await Promise.all([postern.session(), postern.session(), postern.session()])
    expect(gateway.calls()).toEqual(['GET /auth/session'])
  })

  it('drops an answer that is older than a login', async () => {
    const slow = Promise.withResolvers<Response>()
    const gateway = scriptedGateway({
      'GET /auth/session': slow.promise,
      'POST /auth/login': json(anAttempt(), 201),
      'POST /auth/login/proof': json({ attempt: anAttempt({ needs: [] }), session: aSession() }),
    })
    const postern = createPostern(gateway.surroundings)
    const asked = postern.session()
    await (await postern.login()).provePassword('ada', 'secret')
    slow.resolve(json({ session: null }))
    expect(await asked).toEqual(aSession())
    expect(postern.lastSession()).toEqual(aSession())
  })

  it('ends at logout, and a logout of a session that is already over is none to complain about', async () => {
    const gateway = scriptedGateway({
      'GET /auth/session': json({ session: aSession() }),
      'DELETE /auth/session': [gone(), problem(401, 'SESSION_GONE')],
    })
    const postern = createPostern(gateway.surroundings)
    const heard: unknown[] = []
    postern.subscribe((session) => heard.push(session?.subject ?? null))
    postern.onSessionEnded((end) => heard.push(end))
    await postern.session()
    await postern.logout()
    await postern.logout()
    expect(heard).toEqual(['ada', null])
  })

  it('stays when the gateway could not be told of the logout', async () => {
    const gateway = scriptedGateway({
      'GET /auth/session': json({ session: aSession() }),
      'DELETE /auth/session': [new TypeError('Failed to fetch'), problem(503, 'STORE_DOWN')],
    })
    const postern = createPostern(gateway.surroundings)
    await postern.session()
    await expect(postern.logout()).rejects.toMatchObject({ code: 'GATEWAY_UNREACHABLE' })
    await expect(postern.logout()).rejects.toMatchObject({ code: 'STORE_DOWN' })
    expect(postern.lastSession()).toEqual(aSession())
  })

  it('tells nobody who unsubscribed, nor about an answer that changed nothing', async () => {
    const gateway = scriptedGateway({ 'GET /auth/session': json({ session: aSession() }) })
    const postern = createPostern(gateway.surroundings)
    const heard: string[] = []
    postern.subscribe(() => heard.push('stays'))
    postern.subscribe(() => heard.push('left'))()
    await postern.session()
    await postern.session()
    expect(heard).toEqual(['stays'])
  })
})

describe('two tabs', () => {
  const open = (replies: Parameters<typeof scriptedGateway>[0], channel: ReturnType<typeof aRoomOfTabs>) => {
    const gateway = scriptedGateway(replies)
    return { gateway, postern: createPostern({ ...gateway.surroundings, channel: channel() }) }
  }

  it('both learn of a login; the second asks the gateway instead of believing the notice', async () => {
    const channel = aRoomOfTabs()
    const one = open(
      {
        'POST /auth/login': json(anAttempt(), 201),
        'POST /auth/login/proof': json({ attempt: anAttempt({ needs: [] }), session: aSession() }),
      },
      channel,
    )
    const other = open(
      { 'GET /auth/session': [json({ session: null }), json({ session: aSession() })] },
      channel,
    )
    await other.postern.session()
    await (await one.postern.login()).provePassword('ada', 'secret')
    await settled()
    expect(other.gateway.calls()).toHaveLength(2)
    expect(other.postern.lastSession()).toEqual(aSession())
  })

  it('does not count an answer that was asked for before the other tab logged in', async () => {
    const channel = aRoomOfTabs()
    const slow = Promise.withResolvers<Response>()
    const other = open({ 'GET /auth/session': [slow.promise, json({ session: aSession() })] }, channel)
    const asked = other.postern.session()
    channel().post({ postern: 'logged_in' })
    await settled()
    slow.resolve(json({ session: null }))
    expect(await asked).toEqual(aSession())
  })

  it('both forget at once when one logs out', async () => {
    const channel = aRoomOfTabs()
    const one = open({ 'DELETE /auth/session': gone() }, channel)
    const other = open({ 'GET /auth/session': json({ session: aSession() }) }, channel)
    await other.postern.session()
    const ends: string[] = []
    other.postern.onSessionEnded((end) => ends.push(end))
    await one.postern.logout()
    expect(other.postern.lastSession()).toBeNull()
    expect(ends).toEqual(['logged_out_elsewhere'])
  })

  it('tell each other that something happened and nothing else', async () => {
    const channel = aRoomOfTabs()
    const notices: unknown[] = []
    channel().listen((message) => notices.push(message))
    const { postern } = open(
      {
        'POST /auth/login': json(anAttempt(), 201),
        'POST /auth/login/proof': json({ attempt: anAttempt({ needs: [] }), session: aSession() }),
        'DELETE /auth/session': gone(),
      },
      channel,
    )
    await (await postern.login()).provePassword('ada', 'secret')
    await postern.logout()
    expect(notices).toEqual([{ postern: 'logged_in' }, { postern: 'logged_out' }])
  })

  it.each([undefined, null, 'logged_out', { postern: 'other' }, { postern: ['logged_out'] }])(
    'ignore the notice %j',
    async (notice) => {
      const channel = aRoomOfTabs()
      const { postern, gateway } = open({ 'GET /auth/session': json({ session: aSession() }) }, channel)
      await postern.session()
      channel().post(notice)
      await settled()
      expect(postern.lastSession()).toEqual(aSession())
      expect(gateway.calls()).toHaveLength(1)
    },
  )

  it('no longer hear each other after close', async () => {
    const channel = aRoomOfTabs()
    const { postern } = open({ 'GET /auth/session': json({ session: aSession() }) }, channel)
    await postern.session()
    postern.close()
    channel().post({ postern: 'logged_out' })
    expect(postern.lastSession()).toEqual(aSession())
  })
})

describe('in a page of its own', () => {
  it('takes fetch, origin and the channel between tabs from the page', async () => {
    const gateway = scriptedGateway({ 'GET /auth/session': json({ session: aSession() }) })
    vi.stubGlobal('fetch', gateway.fetch)
    vi.stubGlobal('location', { origin: 'https://news.example' })
    const postern = createPostern()
    const other = new BroadcastChannel('postern:/auth')
    try {
      expect(await postern.session()).toEqual(aSession())
      const forgotten = new Promise((resolve) => void postern.subscribe(resolve))
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      other.postMessage({ postern: 'logged_out' })
      expect(await forgotten).toBeNull()
    } finally {
      other.close()
      postern.close()
      vi.unstubAllGlobals()
    }
  })
})
