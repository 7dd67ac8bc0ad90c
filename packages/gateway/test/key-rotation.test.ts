import { secureRandom } from '@postern/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configOf } from './support/start-gateway.ts'
import {
  aLocalIssuer,
  type LocalIssuer,
  startWithZitadel,
  type WithZitadel,
} from './support/start-with-zitadel.ts'

let issuer: LocalIssuer
beforeEach(async () => {
  issuer = await aLocalIssuer()
})
afterEach(() => issuer.zitadel.close())

const deploymentKey = () => Buffer.from(secureRandom(32)).toString('base64url')

/** A gateway whose secrets all lie in files, which the test may replace. */
async function aGatewayOnFiles() {
  const { seeded } = issuer.zitadel
  const application = seeded.applications.find(({ key }) => key !== undefined)
  const files: Record<string, string> = {
    '/client.json': JSON.stringify(application?.key),
    '/login-client.json': JSON.stringify(seeded.loginClientKey),
    '/first.key': deploymentKey(),
    '/second.key': deploymentKey(),
  }
  const config = {
    issuer: issuer.zitadel.issuer,
    projectId: application?.projectId,
    redirectUri: 'http://localhost:3000/auth/callback',
    clientKey: { file: 'client.json' },
    loginClient: { key: { file: 'login-client.json' } },
    deploymentKeys: [{ id: 'first', file: 'first.key' }],
    settingsCacheSeconds: 0,
  }
  const gateway = await startWithZitadel(issuer, { config, files })
  return {
    ...gateway,
    files,
    reload: (changes: object = {}) =>
      gateway.gateway.reload(() => configOf({ ...config, routes: [], ...changes }, {}, files)),
    applicationId: application?.appId,
    projectId: application?.projectId,
  }
}

/** The user of the login client gets another key; gives the file and the id of the one that is in `file` now. */
async function anotherLoginClientKey(
  file: string | undefined,
): Promise<{ readonly text: string; retire(): Promise<unknown> }> {
  const { userId, keyId } = JSON.parse(file ?? '') as { userId: string; keyId: string }
  const answer = await issuer.admin(`/v2/users/${userId}/keys`, {
    body: { expirationDate: '2035-01-01T00:00:00Z' },
  })
  const { keyContent } = (await answer.json()) as { keyContent: string }
  return {
    text: Buffer.from(keyContent, 'base64').toString('utf8'),
    retire: () => issuer.admin(`/v2/users/${userId}/keys/${keyId}`, { method: 'DELETE' }),
  }
}

async function anotherApplicationKey(
  applicationId: string | undefined,
  projectId: string | undefined,
  file: string | undefined,
) {
  const service = '/zitadel.application.v2.ApplicationService'
  const answer = await issuer.admin(`${service}/CreateApplicationKey`, { body: { applicationId, projectId } })
  const { keyDetails } = (await answer.json()) as { keyDetails: string }
  const { keyId } = JSON.parse(file ?? '') as { keyId: string }
  return {
    text: Buffer.from(keyDetails, 'base64').toString('utf8'),
    retire: () =>
      issuer.admin(`${service}/DeleteApplicationKey`, { body: { applicationId, projectId, keyId } }),
  }
}

/** Logs in, looks and logs out again and again, three at a time, until it is told to stop. */
function load({ browser }: WithZitadel) {
  const statuses: number[] = []
  const over = new AbortController()
  const user = issuer.user('mini')
  const visit = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const page = browser()
      for (const reply of [await page.logIn(user), await page.session(), await page.logOut()])
        statuses.push(reply.status)
    }
  }
  const visits = Array.from({ length: 3 }, visit)
  return {
    statuses,
    /** Resolves when so many more answers have come. */
    more: (count: number) => {
      const enough = statuses.length + count
      return expect.poll(() => statuses.length, { timeout: 20_000 }).toBeGreaterThan(enough)
    },
    async stop() {
      over.abort()
      await Promise.all(visits)
    },
  }
}

describe('keys', () => {
  it('of the application, the login client and the store rotate under load without one failed request (KEY-2, KEY-3)', async () => {
    const gateway = await aGatewayOnFiles()
    const { files } = gateway
    const page = gateway.browser()
    await page.logIn(issuer.user('mini'))
    const visitors = load(gateway)
    await visitors.more(8)
    const old = { ...files }
    const application = await anotherApplicationKey(
      gateway.applicationId,
      gateway.projectId,
      files['/client.json'],
    )
    const loginClient = await anotherLoginClientKey(files['/login-client.json'])
    files['/client.json'] = application.text
    files['/login-client.json'] = loginClient.text
    const rotated = {
      deploymentKeys: [
        { id: 'second', file: 'second.key' },
        { id: 'first', file: 'first.key' },
      ],
    }
    expect(await gateway.reload(rotated)).toBe('reloaded')
    await visitors.more(8)
    await application.retire()
    await loginClient.retire()
    await visitors.more(8)
    await visitors.stop()
    expect(visitors.statuses.filter((status) => status !== 200 && status !== 204)).toEqual([])
    expect((await page.session()).json['session']).not.toBeNull()

    // What was retired works no more.
    files['/login-client.json'] = old['/login-client.json'] ?? ''
    expect(await gateway.reload(rotated)).toBe('refused')
    expect(gateway.events('gateway.reload_refused')).toMatchObject([{ code: 'LOGIN_CLIENT_ROTATED' }])
  }, 60_000)

  it('of the login client takes effect when its file is replaced, without a reload (KEY-2)', async () => {
    const gateway = await aGatewayOnFiles()
    const { files, browser, gateway: running } = gateway
    await running.ready()
    const next = await anotherLoginClientKey(files['/login-client.json'])
    await next.retire()
    const refuse = () => issuer.zitadel.faults.next('POST /v2/sessions', { answer: 401 })

    // The file still holds the key that was deleted.
    refuse()
    expect((await browser().logIn(issuer.user('mini'))).status).toBe(503)
    files['/login-client.json'] = next.text
    expect((await browser().logIn(issuer.user('mini'))).status).toBe(200)
  })

  it('of the application takes effect when its file is replaced, without a signal (KEY-2)', async () => {
    const gateway = await aGatewayOnFiles()
    const { files, browser, tick, events } = gateway
    const next = await anotherApplicationKey(gateway.applicationId, gateway.projectId, files['/client.json'])
    files['/client.json'] = next.text
    await expect
      .poll(() => {
        tick(2_500)
        return events('gateway.keys_replaced')
      })
      .toMatchObject([{ settings: ['clientKey'] }])
    await next.retire()
    expect((await browser().logIn(issuer.user('mini'))).status).toBe(200)
  })

  it('of the login client that cannot be read again just now do not end what works', async () => {
    const gateway = await aGatewayOnFiles()
    const { files, browser, clock } = gateway
    const good = files['/login-client.json'] ?? ''
    for (const broken of ['', good.slice(0, 100), '{}']) {
      files['/login-client.json'] = broken
      // Beyond the life of a service token: another one has to be fetched.
      clock.advance(13 * 3600_000)
      expect((await browser().logIn(issuer.user('mini'))).status).toBe(200)
    }
  })
})
