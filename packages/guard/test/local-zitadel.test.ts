import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGuard, type GuardEvent, type GuardOptions, requireRole, requireScope } from '../src/index.ts'
import { aRequest, asPrincipal, asRefusal } from './support/builders.ts'
import { type LoggedIn, logIn } from './support/login.ts'

let zitadel: LocalZitadel
let reader: LoggedIn
beforeAll(async () => {
  zitadel = await startLocalZitadel()
  reader = await logIn(
    zitadel,
    'mini@newsroom.localhost',
    'openid profile urn:zitadel:iam:user:resourceowner',
  )
})
afterAll(() => zitadel.close())

function guardOf(over: Partial<GuardOptions> = {}) {
  const api = zitadel.seeded.applications.find((one) => one.clientSecret !== undefined)
  const events: GuardEvent[] = []
  const guard = createGuard({
    issuer: zitadel.issuer,
    introspection: { clientId: api?.clientId ?? '', clientSecret: api?.clientSecret ?? '' },
    audience: api?.projectId ?? '',
    fetch,
    now: Date.now,
    onEvent: (event) => events.push(event),
    ...over,
  })
  return { guard, events, api }
}

describe('the guard and the local ZITADEL', () => {
  it('accepts the token of a password login, and knows who it is', async () => {
    const principal = asPrincipal(await guardOf().guard(aRequest(`Bearer ${reader.accessToken}`)))
    expect(principal).toMatchObject({
      subject: reader.subject,
      client: zitadel.seeded.applications.find((one) => one.key !== undefined)?.clientId,
      organization: { id: zitadel.seeded.organizationId, name: 'Newsroom' },
      methods: ['pwd'],
      authTime: expect.any(Number),
    })
    expect(principal.hasRole('reader')).toBe(true)
    expect(principal.hasRole('reader', { organizationId: zitadel.seeded.organizationId })).toBe(true)
    expect(principal.hasRole('editor')).toBe(false)
  })

  it('accepts it for the client id as well, with the same roles', async () => {
    const { api } = guardOf()
    const { guard } = guardOf({ audience: api?.clientId ?? '' })
    expect(
      asPrincipal(await guard(aRequest(`Bearer ${reader.accessToken}`), requireRole('reader'))).subject,
    ).toBe(reader.subject)
  })

  it('holds roles and scopes apart', async () => {
    const { guard } = guardOf()
    const request = aRequest(`Bearer ${reader.accessToken}`)
    expect(asRefusal(await guard(request, requireRole('editor')))).toMatchObject({
      status: 403,
      reason: 'role_missing',
    })
    expect(asRefusal(await guard(request, requireScope('email')))).toMatchObject({
      status: 403,
      reason: 'scope_missing',
    })
    asPrincipal(await guard(request, requireScope('openid', 'profile')))
    const editor = await logIn(zitadel, 'editor@newsroom.localhost', 'openid')
    asPrincipal(await guard(aRequest(`Bearer ${editor.accessToken}`), requireRole('editor')))
  })

  it('refuses what is no access token, and a token for others', async () => {
    const { guard } = guardOf()
    for (const token of ['abc', `${reader.accessToken}x`]) {
      expect(asRefusal(await guard(aRequest(`Bearer ${token}`)))).toMatchObject({
        status: 401,
        reason: 'token_inactive',
      })
    }
    const elsewhere = guardOf({ audience: '1' }).guard
    expect(asRefusal(await elsewhere(aRequest(`Bearer ${reader.accessToken}`)))).toMatchObject({
      status: 401,
      reason: 'wrong_audience',
      detail: expect.stringContaining('urn:zitadel:iam:org:project:id:1:aud'),
    })
  })

  it('refuses the token once its session has ended', async () => {
    const { accessToken, sessionId } = await logIn(zitadel, 'mini@newsroom.localhost', 'openid')
    const { guard } = guardOf({ cache: { maxAgeSeconds: 0 } })
    const request = aRequest(`Bearer ${accessToken}`)
    asPrincipal(await guard(request))
    const headers = { authorization: `Bearer ${zitadel.seeded.loginClientPat}` }
    await fetch(`${zitadel.issuer}/v2/sessions/${sessionId}`, { method: 'DELETE', headers })
    expect(asRefusal(await guard(request))).toMatchObject({ status: 401, reason: 'token_inactive' })
  })

  it('introspects by the key file of an application as well (CAUTH-5)', async () => {
    const keyFile = zitadel.seeded.applications.find((one) => one.key !== undefined)?.key
    const { guard } = guardOf({
      introspection: { keyFile, randomBytes: (length) => new Uint8Array(randomBytes(length)) },
      cache: { maxAgeSeconds: 0 },
    })
    for (let n = 0; n < 2; n += 1)
      expect(asPrincipal(await guard(aRequest(`Bearer ${reader.accessToken}`))).subject).toBe(reader.subject)
  })

  it('goes on with a key file that was replaced, without a restart (KEY-2)', async () => {
    const application = zitadel.seeded.applications.find((one) => one.key !== undefined)
    const { appId: applicationId = '', keyId = '' } = application?.key ?? {}
    const call = async (operation: string, more: object = {}): Promise<Record<string, string>> => {
      const response = await fetch(
        `${zitadel.issuer}/zitadel.application.v2.ApplicationService/${operation}`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${zitadel.seeded.adminPat}`, 'content-type': 'application/json' },
          body: JSON.stringify({ applicationId, projectId: application?.projectId, ...more }),
        },
      )
      if (!response.ok) throw new Error(await response.text())
      return (await response.json()) as Record<string, string>
    }
    const path = join(mkdtempSync(join(tmpdir(), 'postern-guard-')), 'api-key.json')
    writeFileSync(path, JSON.stringify(application?.key), { mode: 0o600 })
    const { guard, events } = guardOf({
      introspection: {
        keyFile: () => JSON.parse(readFileSync(path, 'utf8')),
        randomBytes: (length) => new Uint8Array(randomBytes(length)),
      },
      cache: { maxAgeSeconds: 0 },
    })
    const request = aRequest(`Bearer ${reader.accessToken}`)
    asPrincipal(await guard(request))
    const { keyDetails = '' } = await call('CreateApplicationKey')
    await call('DeleteApplicationKey', { keyId })
    expect(asRefusal(await guard(request))).toMatchObject({ status: 503, reason: 'credential_refused' })
    // as a rotation does it: written beside, then moved
    writeFileSync(`${path}.new`, Buffer.from(keyDetails, 'base64'), { mode: 0o600 })
    renameSync(`${path}.new`, path)
    expect(asPrincipal(await guard(request)).subject).toBe(reader.subject)
    expect(events).toHaveLength(1)
  })

  it('takes its personal access tokens', async () => {
    const { guard } = guardOf()
    const principal = asPrincipal(await guard(aRequest(`Bearer ${zitadel.seeded.loginClientPat}`)))
    expect(principal).toMatchObject({ client: null, authTime: null, issuer: zitadel.issuer })
  })

  it('says by 503 and an event that its own secret is wrong', async () => {
    const { api } = guardOf()
    const { guard, events } = guardOf({
      introspection: { clientId: api?.clientId ?? '', clientSecret: 'wrong' },
    })
    expect(asRefusal(await guard(aRequest(`Bearer ${reader.accessToken}`)))).toMatchObject({
      status: 503,
      reason: 'credential_refused',
    })
    expect(events).toMatchObject([{ name: 'guard.credential_refused' }])
  })
})
