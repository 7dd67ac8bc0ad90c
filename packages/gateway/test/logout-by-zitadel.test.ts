import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { aLocalIssuer, type LocalIssuer, startWithZitadel } from './support/start-with-zitadel.ts'

let issuer: LocalIssuer
beforeAll(async () => {
  issuer = await aLocalIssuer()
})
afterAll(() => issuer.zitadel.close())

/** The ids of the sessions that ZITADEL knows of a user. */
async function sessionsOf(userId: string): Promise<readonly string[]> {
  const answer = await issuer.admin('/v2/sessions/search', {
    body: { queries: [{ userIdQuery: { id: userId } }] },
  })
  const { sessions = [] } = (await answer.json()) as { sessions?: { id: string }[] }
  return sessions.map(({ id }) => id)
}

describe('a session that ends at ZITADEL', () => {
  it('ends here by the logout token that ZITADEL sends, and no other does (BCL-1, BCL-2, BCL-6, FIX-5)', async () => {
    const gateway = await startWithZitadel(issuer)
    const answers: number[] = []
    // What stands in front of a gateway: it passes the request on as it came, with the host that it was sent to in public.
    const front = await aService(async (request, response) => {
      const { method = '', url: path = '', headers } = request
      const { status } = await gateway.call({
        method,
        path,
        headers: { 'content-type': headers['content-type'] },
        body: await text(request),
      })
      answers.push(status)
      response.writeHead(status).end()
    })
    const application = issuer.zitadel.seeded.applications.find(({ key }) => key !== undefined)
    const uri = `${front.origin.replace('127.0.0.1', 'localhost')}/auth/backchannel-logout`
    const updated = await issuer.admin('/zitadel.application.v2.ApplicationService/UpdateApplication', {
      body: {
        applicationId: application?.key?.appId,
        projectId: application?.projectId,
        oidcConfiguration: { backChannelLogoutUri: uri },
      },
    })
    expect(updated.status).toBe(200)

    const [ending, staying] = [gateway.browser(), gateway.browser()]
    const user = issuer.user('mini')
    await ending.logIn(user)
    const [id] = await sessionsOf(user.id)
    await staying.logIn(user)
    expect((await ending.session()).json['session']).not.toBeNull()

    expect((await issuer.admin(`/v2/sessions/${id}`, { method: 'DELETE' })).status).toBe(200)
    await expect
      .poll(() => gateway.events('logout_token.accepted'))
      .toMatchObject([{ subject: user.id, of: 'session', outcome: 'ended' }])
    expect((await ending.session()).json).toEqual({ session: null })
    expect((await staying.session()).json['session']).not.toBeNull()
    expect(gateway.events('session.ended')).toMatchObject([{ by: 'issuer' }])

    // Our own logout comes back from ZITADEL as well, and ends nothing a second time.
    expect((await staying.logOut()).status).toBe(204)
    await expect.poll(() => answers).toEqual([200, 200])
    expect(gateway.events('session.ended').map(({ by }) => by)).toEqual(['issuer', 'user'])
    expect(await sessionsOf(user.id)).toEqual([])
  })
})
