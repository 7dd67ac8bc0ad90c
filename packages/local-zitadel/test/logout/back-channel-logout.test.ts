import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { errorId } from '../support/call-zitadel.ts'
import { aHarbour } from './lab.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'

describe('back-channel logout (OpenID Connect Back-Channel Logout 1.0, contract 9)', () => {
  it('tells an application of the end of a session, in a token that it can verify', async () => {
    const { zitadel, receiver, clock, application, signIn, mint, end, userId } = await aHarbour()
    const session = await signIn()
    await mint('told', session)
    expect((await end(session)).status).toBe(200)
    await receiver.came(1)
    const [told] = receiver.calls
    expect(told?.headers).toMatchObject({
      host: `localhost:${receiver.port}`,
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(told?.body).toBe(`logout_token=${told?.token}`)
    const keys = createRemoteJWKSet(new URL(`${zitadel.issuer}/oauth/v2/keys`))
    const { payload, protectedHeader } = await jwtVerify(told?.token ?? '', keys, {
      currentDate: new Date(clock.now),
    })
    expect(Object.keys(protectedHeader)).toEqual(['alg', 'kid', 'typ'])
    expect(protectedHeader.typ).toBe('JWT')
    expect(Object.entries(payload)).toEqual([
      ['iss', zitadel.issuer],
      ['sub', userId],
      ['aud', [application('told').clientId]],
      ['iat', Math.floor(clock.now / 1000 - 1)],
      ['exp', Math.floor(clock.now / 1000 + 900)],
      ['jti', expect.stringMatching(/^\d{18}$/)],
      ['events', { [event]: {} }],
      ['sid', session['sessionId']],
    ])
  })

  it('names its own address as issuer, whatever host the ending call came to', async () => {
    const { zitadel, receiver, signIn, mint, call } = await aHarbour()
    const session = await signIn()
    await mint('told', session)
    await call(`DELETE /v2/sessions/${String(session['sessionId'])}`, {
      token: zitadel.seeded.loginClientPat,
      headers: { host: 'localhost:7777' },
    })
    await receiver.came(1)
    expect(receiver.calls[0]?.claims['iss']).toBe(zitadel.issuer)
  })

  it('tells once for each code that was exchanged, and not for a refresh', async () => {
    const { receiver, clock, signIn, mint, end, token } = await aHarbour()
    const session = await signIn()
    const first = await mint('told', session)
    await mint('told', session)
    await mint('deaf', session)
    await token('told', { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) })
    const another = await signIn()
    await mint('told', another)
    await end(session)
    await receiver.came(2)
    await end(another)
    await receiver.came(3)
    const sids = receiver.calls.map(({ claims }) => claims['sid'])
    expect(sids).toEqual([session['sessionId'], session['sessionId'], another['sessionId']])
    expect(new Set(receiver.calls.map(({ claims }) => claims['jti'])).size).toBe(3)
    // And nothing was tried for the application that registered nowhere.
    expect(clock.pauses).toEqual([150, 150, 150])
  })

  it('calls the address that was registered when the tokens were issued', async () => {
    const { receiver, signIn, mint, end, asAdmin, application } = await aHarbour()
    const before = await signIn()
    await mint('told', before)
    const { appId: applicationId, projectId } = application('told')
    await asAdmin('POST /zitadel.application.v2.ApplicationService/UpdateApplication', {
      applicationId,
      projectId,
      oidcConfiguration: { backChannelLogoutUri: '' },
    })
    const after = await signIn()
    await mint('told', after)
    await end(after)
    await end(before)
    await receiver.came(1)
    expect(receiver.calls[0]?.claims['sid']).toBe(before['sessionId'])
  })

  it('says nothing when a session runs out, or its user is locked, deactivated or gets another password', async () => {
    const { receiver, clock, signIn, mint, end, asAdmin, userId } = await aHarbour()
    const brief = await signIn({ lifetime: '60s' })
    const lasting = await signIn()
    for (const session of [brief, lasting]) await mint('told', session)
    clock.now += 61_000
    for (const change of ['lock', 'unlock', 'deactivate', 'reactivate'])
      expect((await asAdmin(`POST /v2/users/${userId}/${change}`)).status).toBe(200)
    await asAdmin(`POST /v2/users/${userId}/password`, { newPassword: { password: 'Secret2!' } })
    await end(lasting)
    await receiver.came(1)
    // What ran out can still be ended, and then it tells.
    await end(brief)
    await receiver.came(2)
    await end(brief)
    expect(receiver.calls.map(({ claims }) => claims['sid'])).toEqual([
      lasting['sessionId'],
      brief['sessionId'],
    ])
  })

  it('remembers over a restart who wants to be told, and takes the address that the seed has by then', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'harbour-'))
    onTestFinished(() => rm(dataDir, { recursive: true }))
    const first = await aHarbour({ dataDir })
    const before = await first.signIn()
    await first.mint('told', before)
    await first.zitadel.close()
    const second = await aHarbour({ dataDir })
    const after = await second.signIn()
    await second.mint('told', after)
    for (const session of [before, after]) await second.end(session)
    await Promise.all([first.receiver.came(1), second.receiver.came(1)])
    expect(first.receiver.calls.map(({ claims }) => claims['sid'])).toEqual([before['sessionId']])
    expect(second.receiver.calls.map(({ claims }) => claims['sid'])).toEqual([after['sessionId']])
  })

  it('does not keep the ending call waiting for the application', async () => {
    const { receiver, signIn, mint, end, zitadel } = await aHarbour()
    receiver.status = 'never'
    const session = await signIn()
    await mint('told', session)
    expect((await end(session)).status).toBe(200)
    await receiver.came(1)
    // And what is under way ends with the server.
    await zitadel.close()
  })

  it('ends with the server while it waits for another try', async () => {
    const waits: AbortSignal[] = []
    const { receiver, signIn, mint, end, zitadel } = await aHarbour({
      wait: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          waits.push(signal)
          if (milliseconds < 1_000) resolve()
          else signal.addEventListener('abort', () => reject(signal.reason))
        }),
    })
    receiver.status = 500
    const session = await signIn()
    await mint('told', session)
    await end(session)
    await expect.poll(() => waits.length).toBe(2)
    await zitadel.close()
    expect(receiver.calls).toHaveLength(1)
  })
})

describe('an application that does not take a logout (contract 9)', () => {
  async function anEndedSession(status: number) {
    const harbour = await aHarbour()
    harbour.receiver.status = status
    const session = await harbour.signIn()
    await harbour.mint('told', session)
    await harbour.end(session)
    return harbour
  }

  it.each([302, 401, 404, 500, 503])(
    'and answers %i is told three times, by one token id',
    async (status) => {
      const { receiver, clock } = await anEndedSession(status)
      await receiver.came(3)
      expect(clock.pauses).toEqual([150, 1_000, 16_000])
      const [first, second, third] = receiver.calls.map(({ claims }) => claims)
      expect(new Set([first?.['jti'], second?.['jti'], third?.['jti']]).size).toBe(1)
      expect([
        Number(second?.['iat']) - Number(first?.['iat']),
        Number(third?.['iat']) - Number(second?.['iat']),
      ]).toEqual([1, 16])
      expect(Number(third?.['exp']) - Number(third?.['iat'])).toBe(901)
    },
  )

  it.each([200, 202, 204, 400])('is not told again when it answered %i', async (status) => {
    const { receiver, clock, signIn, mint, end } = await anEndedSession(status)
    await receiver.came(1)
    // Another session's call comes after whatever the first would still have sent.
    receiver.status = 500
    const another = await signIn()
    await mint('told', another)
    await end(another)
    await receiver.came(4)
    expect(clock.pauses).toEqual([150, 150, 1_000, 16_000])
    expect(new Set(receiver.calls.slice(1).map(({ claims }) => claims['sid'])).size).toBe(1)
  })

  it('is left alone after five minutes', async () => {
    let now = Date.UTC(2030, 0, 1)
    const pauses: number[] = []
    const { receiver, signIn, mint, end } = await aHarbour({
      now: () => now,
      wait: async (milliseconds) => {
        pauses.push(milliseconds)
        now += milliseconds === 150 ? 150 : 300_000
      },
    })
    receiver.status = 500
    const session = await signIn()
    await mint('told', session)
    await end(session)
    await expect.poll(() => pauses).toEqual([150, 1_000])
    await receiver.came(1)
    expect(receiver.calls).toHaveLength(1)
  })
})

describe('where a logout may go (contract 9)', () => {
  const create = 'POST /zitadel.application.v2.ApplicationService/CreateApplication'
  const update = 'POST /zitadel.application.v2.ApplicationService/UpdateApplication'

  async function saving(options: Parameters<typeof aHarbour>[0] = {}) {
    const { asAdmin, application } = await aHarbour(options)
    const { projectId, appId: applicationId } = application('told')
    const given = (backChannelLogoutUri: string) => ({ redirectUris: [], backChannelLogoutUri })
    return {
      create: (uri: string) => asAdmin(create, { projectId, name: 'new', oidcConfiguration: given(uri) }),
      update: (uri: string) => asAdmin(update, { projectId, applicationId, oidcConfiguration: given(uri) }),
    }
  }

  it.each([
    'http://127.0.0.1:9999/bcl',
    'http://localhost:9999/bcl',
    'http://[::1]/',
    ' http://app.localhost/ ',
    '',
  ])('is this machine: %j', async (uri) => {
    const { create: make, update: change } = await saving()
    expect([(await make(uri)).status, (await change(uri)).status]).toEqual([200, 200])
  })

  it.each([
    ['http://10.1.2.3/bcl', 'PROJECT-msNebo'],
    ['http://169.254.169.254/latest/meta-data', 'PROJECT-msNebo'],
    ['http://[::ffff:10.1.2.3]/', 'PROJECT-msNebo'],
    ['https://app.example/bcl', 'PROJECT-msNebo'],
    ['http://localhost.example/', 'PROJECT-msNebo'],
    ['no address', 'PROJECT-msNebo'],
    ['http://a:b', 'PROJECT-iZL2Ac'],
  ])('is not %s', async (uri, id) => {
    const { create: make, update: change } = await saving()
    for (const refused of [await make(uri), await change(uri)]) {
      const debug = Object(refused.json['details']?.[0]?.['debug'])
      expect([refused.status, debug['id']]).toEqual([400, id])
    }
  })

  it('is not this machine by the deny list that ZITADEL has by default', async () => {
    const { create: make } = await saving({ denyLoopback: true })
    for (const host of ['127.0.0.1:9999', 'localhost:9999', '[::1]', '10.1.2.3', '[::ffff:127.0.0.1]'])
      expect((await make(`http://${host}/bcl`)).json['message']).toBe(
        'Errors.Project.App.Blocked.BackchannelLogoutURL (PROJECT-msNebo)',
      )
  })

  it('is this machine and what the list leaves, as the original without loopback in its list', async () => {
    const { create: make } = await saving({ asOriginal: true })
    const status = async (uri: string) => (await make(uri)).status
    expect([await status('http://127.0.0.1/'), await status('http://192.0.2.1/')]).toEqual([200, 200])
    expect([await status('http://10.1.2.3/'), await status('http://[fd00::1]/')]).toEqual([400, 400])
  })

  it('is looked at once more before the call: an address that a seed brought goes nowhere', async () => {
    const { receiver, clock, signIn, mint, end } = await aHarbour({ denyLoopback: true })
    const session = await signIn()
    await mint('told', session)
    expect((await end(session)).status).toBe(200)
    await expect.poll(() => clock.pauses).toEqual([150, 1_000, 16_000])
    expect(receiver.calls).toEqual([])
  })
})

describe('what a caller may not', () => {
  it('end a session without the right, and nobody is told', async () => {
    const { receiver, signIn, mint, end, call, zitadel } = await aHarbour()
    const session = await signIn()
    await mint('told', session)
    const refused = await call(`DELETE /v2/sessions/${String(session['sessionId'])}`, {
      token: zitadel.seeded.loginClientPat,
      body: { sessionToken: 'wrong' },
    })
    expect([refused.status, errorId(refused)]).toEqual([403, 'COMMAND-sGr42'])
    await end(session)
    await receiver.came(1)
    expect(receiver.calls).toHaveLength(1)
  })
})
