import { LoginError, type VerifiedLogoutToken } from '@postern/login'
import { StoreError } from '@postern/store'
import { describe, expect, it } from 'vitest'
import { replicas } from './support/replicas.ts'
import { ada, publicOrigin, startGateway, type TestGateway, totpUser } from './support/start-gateway.ts'

const path = '/auth/backchannel-logout'
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const subject = `subject-of-${ada.loginName}`

/** The tokens that this issuer has signed, by the text that stands for them. */
type Tokens = Record<string, Partial<VerifiedLogoutToken>>

const readBy =
  ({ clock }: Pick<TestGateway, 'clock'>, tokens: Tokens) =>
  async (text: string): Promise<VerifiedLogoutToken> => {
    const claims = tokens[text]
    if (claims === undefined) throw new LoginError('LOGOUT_TOKEN_REJECTED', 'signature')
    return {
      issuer: 'http://localhost:9000',
      subject: null,
      zitadelSessionId: null,
      tokenId: text,
      expiresAt: clock.now() + 900_000,
      ...claims,
    }
  }

const send = ({ call }: Pick<TestGateway, 'call'>, token: string) =>
  call({ method: 'POST', path, headers: form, body: `logout_token=${token}` })

/** Three sessions of one user, one of another. */
async function aGateway(tokens: Tokens = {}) {
  const gateway = await startGateway()
  gateway.engine.onLogoutToken = readBy(gateway, tokens)
  const mine = [gateway.browser(), gateway.browser(), gateway.browser()] as const
  for (const page of mine) await page.logIn(ada)
  const other = gateway.browser()
  await other.logIn(totpUser)
  await other.prove({ method: 'totp', code: totpUser.code })
  const alive = () =>
    Promise.all([...mine, other].map(async (page) => (await page.session()).json['session'] !== null))
  return { ...gateway, mine, other, alive }
}

describe('back-channel logout (OpenID Connect Back-Channel Logout 1.0)', () => {
  it('takes a form with a token from a server, without header, origin or cookie of ours, and ignores other fields (BCL-1)', async () => {
    const gateway = await aGateway({ 'a.sid.x': { zitadelSessionId: 'zitadel-session-2', subject } })
    const reply = await gateway.call({
      method: 'POST',
      path,
      headers: { ...form, 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      body: 'state=1&logout_token=a.sid.x&more=%00',
    })
    expect([reply.status, reply.text]).toEqual([200, ''])
    expect(await gateway.alive()).toEqual([true, false, true, true])
  })

  it.each([
    ['JSON', { 'content-type': 'application/json' }, '{"logout_token":"a.sid.x"}'],
    ['no content type', {}, 'logout_token=a.sid.x'],
    ['a form of parts', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
    ['no token', form, 'token=a.sid.x'],
    ['an empty token', form, 'logout_token='],
    ['no JWT', form, 'logout_token=abc'],
    ['two tokens', form, 'logout_token=a.sid.x&logout_token=a.sid.x'],
    ['nothing', form, ''],
  ])('refuses %s before anything is asked (BCL-1)', async (_, headers, body) => {
    const gateway = await aGateway({ 'a.sid.x': { zitadelSessionId: 'zitadel-session-1' } })
    let read = 0
    gateway.engine.onLogoutToken = async () => {
      read += 1
      throw new Error('not to be read')
    }
    const reply = await gateway.call({ method: 'POST', path, headers, body })
    expect([reply.status, reply.headers['cache-control'], read]).toEqual([400, 'no-store', 0])
    expect(await gateway.alive()).toEqual([true, true, true, true])
  })

  it('has no other method, takes no query and no large body (BCL-1)', async () => {
    const gateway = await aGateway()
    const get = await gateway.call({ path })
    expect([get.status, get.headers['allow']]).toEqual([405, 'POST'])
    expect((await gateway.call({ method: 'POST', path: `${path}?logout_token=a.b.c` })).status).toBe(400)
    const large = `logout_token=a.${'b'.repeat(8 * 1024)}.c`
    expect((await gateway.call({ method: 'POST', path, headers: form, body: large })).status).toBe(413)
  })

  it('refuses with 400 what the engine rejects, whichever claim or signature it is, and says so (BCL-2, BCL-3, BCL-7, AUD-3)', async () => {
    const gateway = await aGateway()
    const reply = await send(gateway, 'a.forged.x')
    expect([reply.status, reply.json['code'], reply.headers['cache-control']]).toEqual([
      400,
      'LOGOUT_TOKEN_REJECTED',
      'no-store',
    ])
    expect(reply.text).not.toContain('signature')
    expect(gateway.events('logout_token.rejected')).toMatchObject([{ detail: 'signature' }])
    expect(await gateway.alive()).toEqual([true, true, true, true])
    expect((await gateway.stored()).filter(({ key }) => key.startsWith('note:'))).toEqual([])
  })

  it('ends the session of a sid and no other, and does not tell ZITADEL what it said itself (BCL-6)', async () => {
    const gateway = await aGateway({ 'a.sid.x': { zitadelSessionId: 'zitadel-session-1', subject } })
    await send(gateway, 'a.sid.x')
    expect(await gateway.alive()).toEqual([false, true, true, true])
    gateway.tick(5_000)
    await gateway.gateway.close()
    expect(gateway.engine.ended).toEqual([])
    expect(gateway.events('session.ended')).toMatchObject([{ by: 'issuer', subject }])
    expect(gateway.events('logout_token.accepted')).toMatchObject([
      { subject, of: 'session', outcome: 'ended' },
    ])
  })

  it('ends all sessions of a sub without a sid, at ZITADEL too, and nobody else’s (BCL-6)', async () => {
    const gateway = await aGateway({ 'a.sub.x': { subject } })
    expect((await send(gateway, 'a.sub.x')).status).toBe(200)
    expect(await gateway.alive()).toEqual([false, false, false, true])
    expect(gateway.engine.ended.toSorted()).toEqual([
      'zitadel-session-1',
      'zitadel-session-2',
      'zitadel-session-3',
    ])
  })

  it('answers a repeated token as done, and it ends nothing a second time (BCL-4, BCL-7)', async () => {
    const gateway = await aGateway({ 'a.sub.x': { subject } })
    await send(gateway, 'a.sub.x')
    await gateway.mine[0].logIn(ada)
    const again = await send(gateway, 'a.sub.x')
    expect([again.status, again.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(await gateway.alive()).toEqual([true, false, false, true])
    expect(gateway.events('logout_token.accepted').map(({ outcome }) => outcome)).toEqual([
      'ended',
      'repeated',
    ])
  })

  it('does one thing and answers twice, when one token comes to two replicas at the same time (BCL-4)', async () => {
    const gateways = await replicas()
    const [one] = gateways
    for (const gateway of gateways) gateway.engine.onLogoutToken = readBy(gateway, { 'a.sub.x': { subject } })
    const pages = [one.browser(), one.browser()]
    for (const page of pages) await page.logIn(ada)
    const replies = await Promise.all(gateways.map((gateway) => send(gateway, 'a.sub.x')))
    expect(replies.map(({ status }) => status)).toEqual([200, 200])
    expect(gateways.flatMap(({ events }) => events('session.ended'))).toHaveLength(2)
    expect(gateways.flatMap(({ engine }) => engine.ended).toSorted()).toEqual([
      'zitadel-session-1',
      'zitadel-session-2',
    ])
  })

  it('remembers a token until it can no longer be believed, and not longer (BCL-4)', async () => {
    const gateway = await aGateway({ 'a.sub.x': { subject } })
    await send(gateway, 'a.sub.x')
    const remembered = async () =>
      (await gateway.stored()).filter(({ key }) => key.startsWith('note:logout-token/')).length
    gateway.clock.advance(900_000 + 60_000 - 1)
    expect(await remembered()).toBe(1)
    gateway.clock.advance(1)
    expect(await remembered()).toBe(0)
  })

  it('answers 200 when the session is already over, or was never ours (BCL-7)', async () => {
    const gateway = await aGateway({
      'a.gone.x': { zitadelSessionId: 'zitadel-session-1' },
      'a.foreign.x': { zitadelSessionId: 'somebody-elses' },
    })
    await gateway.mine[0].logOut()
    expect((await send(gateway, 'a.gone.x')).status).toBe(200)
    expect((await send(gateway, 'a.foreign.x')).status).toBe(200)
    expect(await gateway.alive()).toEqual([false, true, true, true])
  })

  it('takes the word of ZITADEL for what it was still to be told', async () => {
    const gateway = await aGateway({ 'a.sid.x': { zitadelSessionId: 'zitadel-session-1' } })
    gateway.engine.onEnd = async () => {
      throw new LoginError('ISSUER_UNREACHABLE')
    }
    await gateway.mine[0].logOut()
    await send(gateway, 'a.sid.x')
    gateway.engine.onEnd = async () => undefined
    await gateway.gateway.close()
    expect(gateway.engine.ended).toEqual([])
  })

  it.each([
    ['ZITADEL is not there to give its keys', new LoginError('ISSUER_UNREACHABLE')],
    ['its answer makes no sense', new LoginError('ISSUER_ANSWER_INVALID')],
    ['something breaks', new TypeError('broken')],
  ])('answers 503 when %s, so that it is sent again (BCL-7, OPS-1)', async (_, error) => {
    const gateway = await aGateway()
    gateway.engine.onLogoutToken = async () => {
      throw error
    }
    const reply = await send(gateway, 'a.sid.x')
    expect([reply.status, reply.json['code'], reply.headers['cache-control']]).toEqual([
      503,
      'LOGOUT_UNAVAILABLE',
      'no-store',
    ])
  })

  it('answers 503 when the end cannot be stored, and does it when it is sent again (BCL-4, OPS-1)', async () => {
    const gateway = await aGateway({ 'a.sid.x': { zitadelSessionId: 'zitadel-session-1' } })
    const { put } = gateway.store
    gateway.store.put = async () => {
      throw new StoreError('STORE_BUSY')
    }
    expect((await send(gateway, 'a.sid.x')).status).toBe(503)
    gateway.store.put = put
    expect((await send(gateway, 'a.sid.x')).status).toBe(200)
    expect(await gateway.alive()).toEqual([false, true, true, true])
  })

  it('is as closed as everything else to a foreign host', async () => {
    const gateway = await aGateway({ 'a.sid.x': { zitadelSessionId: 'zitadel-session-1' } })
    const headers = { ...form, host: 'evil.example' }
    expect((await gateway.call({ method: 'POST', path, headers, body: 'logout_token=a.sid.x' })).status).toBe(
      421,
    )
  })

  it('opens no way around the check of origin to any other address (CSRF-1)', async () => {
    const gateway = await aGateway()
    const { mine } = gateway
    for (const other of ['/auth/session', `${path}/`, `${path}/x`, '/auth/backchannel-logou']) {
      const reply = await mine[0].send({
        method: 'DELETE',
        path: other,
        headers: { 'postern-csrf': undefined, origin: publicOrigin },
      })
      expect([other, reply.status]).toEqual([other, 403])
    }
  })
})
