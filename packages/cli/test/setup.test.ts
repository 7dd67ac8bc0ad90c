import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'
import { parseJson } from '@postern/protocol'
import { findCanary } from '@postern/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { setup } from '../src/commands/setup.ts'
import { withNetwork } from '../src/deployment.ts'
import { createKeyPair } from '../src/setup/key-pair.ts'
import { aSetUp, type Meet, snapshotOf } from './support/a-set-up.ts'
import { aTerminal } from './support/a-terminal.ts'

let zitadel: LocalZitadel
beforeAll(async () => {
  zitadel = await startLocalZitadel({ seed: 'empty' })
})
afterAll(() => zitadel.close())

const everything = [
  'create_project',
  'add_role',
  'add_role',
  'create_application',
  'create_application',
  'create_application',
  'create_application',
  'create_login_client',
  'set_login_client_role',
  'create_credential',
  'create_credential',
  'create_credential',
  'create_credential',
  'create_deployment_key',
  'write_file',
  'write_file',
]

const secretFiles = [
  'api-key.json',
  'api-secret.json',
  'deployment.key',
  'gateway-key.json',
  'login-client-key.json',
]

/** Whether a call changes something at ZITADEL. */
const changes = ({ url }: { readonly url: string }): boolean =>
  /\/(Create|Add|Generate|Update|Delete|Remove)[A-Za-z]+$/.test(url)

describe('postern setup', { timeout: 120_000 }, () => {
  it('makes everything, proves that it works, and finds nothing to do the second time', async () => {
    const setUp = aSetUp(zitadel, 'first')
    const { error, plan, done, checks } = await setUp.run()
    expect(error).toBeNull()
    expect(plan?.map((action) => action.do)).toEqual(everything)
    expect(done).toEqual(everything)
    expect(checks).toMatchObject([
      { check: 'issuer', outcome: 'good' },
      { check: 'login client', outcome: 'good' },
      { check: 'application', outcome: 'good' },
      { check: 'login v2', outcome: 'good' },
    ])
    const before = setUp.files().map((name) => [name, setUp.read(name)])
    const snapshot = await snapshotOf(zitadel)
    const again = await setUp.run()
    expect([again.error, again.plan, again.notes]).toEqual([null, [], []])
    expect(setUp.files().map((name) => [name, setUp.read(name)])).toEqual(before)
    expect(await snapshotOf(zitadel)).toEqual(snapshot)
  })

  it.skipIf(process.platform === 'win32')(
    'writes every file with mode 600, and no secret anywhere else',
    async () => {
      const setUp = aSetUp(zitadel, 'modes')
      const seen = [
        (await setUp.run({ json: false })).seen,
        (await setUp.run({ json: false })).seen,
        (await setUp.run({ json: true, dryRun: true })).seen,
      ]
      expect(setUp.files()).toEqual(
        [...secretFiles, 'applications.json', 'gateway.json', 'setup-state.json'].toSorted(),
      )
      expect(new Set(setUp.files().map(setUp.modeOf))).toEqual(new Set(['600']))
      const secrets = setUp.secrets()
      expect(secrets.length).toBeGreaterThan(50)
      const open = ['applications.json', 'gateway.json', 'setup-state.json'].map(setUp.read)
      for (const text of [...seen, ...open])
        for (const secret of secrets) expect(text.includes(secret)).toBe(false)
      expect(findCanary(seen.join('\n'), zitadel.seeded.adminPat.trim())).toEqual([])
    },
  )

  it('with --dry-run shows the plan and changes nothing', async () => {
    const setUp = aSetUp(zitadel, 'dry')
    const before = await snapshotOf(zitadel)
    const { plan, done } = await setUp.run({ dryRun: true })
    expect([plan?.length, done]).toEqual([everything.length, []])
    expect(await snapshotOf(zitadel)).toEqual(before)
    expect(() => setUp.files()).toThrow('ENOENT')
  })

  it('asks a person, does nothing at a no, and does not begin where nobody can be asked', async () => {
    const setUp = aSetUp(zitadel, 'asked', { yes: false, json: false })
    const before = await snapshotOf(zitadel)
    const no = aTerminal(['n'])
    expect((await setUp.run({}, undefined, no)).error).toBeNull()
    expect(no.lines.at(-1)).toBe('Nothing was changed.')
    expect((await setUp.run()).error).toMatchObject({ reason: 'usage' })
    expect(await snapshotOf(zitadel)).toEqual(before)
    expect((await setUp.run({}, undefined, aTerminal(['y']))).error).toBeNull()
  })

  it('mends an application that somebody changed, and resets nothing else of it (contract 12.2)', async () => {
    const setUp = aSetUp(zitadel, 'drift')
    await setUp.run()
    const configurationOf = async () => {
      const { applications } = await snapshotOf(zitadel)
      return applications.find(({ name }) => name === 'drift-gateway')?.oidc as Record<string, unknown>
    }
    const ids = JSON.parse(setUp.read('applications.json')) as {
      projectId: string
      applications: { name: string; applicationId: string }[]
    }
    const right = await configurationOf()
    const applicationId = ids.applications.find(({ name }) => name === 'drift-gateway')?.applicationId
    await fetch(`${zitadel.issuer}/zitadel.application.v2.ApplicationService/UpdateApplication`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${zitadel.seeded.adminPat.trim()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        projectId: ids.projectId,
        applicationId,
        oidcConfiguration: {
          ...right,
          redirectUris: ['https://attacker.example/'],
          additionalOrigins: ['https://other.example'],
          clockSkew: '2s',
          loginVersion: { loginV2: { baseUri: 'https://login.example' } },
        },
      }),
    })
    const { plan, error } = await setUp.run()
    expect([error, plan]).toEqual([
      null,
      [{ do: 'update_application', app: 'gateway', differs: ['redirectUris'] }],
    ])
    expect(await configurationOf()).toMatchObject({
      ...right,
      // What an application may be called from follows its redirect URIs and the origins that were added.
      allowedOrigins: ['http://localhost:3456', 'https://other.example'],
      additionalOrigins: ['https://other.example'],
      clockSkew: '2s',
      loginVersion: { loginV2: { baseUri: 'https://login.example' } },
    })
    expect((await setUp.run()).plan).toEqual([])
  })

  it('makes a new key for a lost file, says which one can go, and keeps a broken file under another name', async () => {
    const setUp = aSetUp(zitadel, 'lost')
    await setUp.run()
    const { keyId } = JSON.parse(setUp.read('gateway-key.json')) as { keyId: string }
    const works = setUp.read('login-client-key.json')
    rmSync(setUp.file('gateway-key.json'))
    writeFileSync(setUp.file('api-secret.json'), '{"clientId":"1","clientSecret":"wrong"}')
    const { plan, error } = await setUp.run()
    expect([error, plan]).toEqual([
      null,
      [
        { do: 'create_credential', of: 'gateway', because: 'absent' },
        { do: 'create_credential', of: 'api', because: 'broken' },
      ],
    ])
    expect(setUp.read('api-secret.json.old')).toContain('wrong')
    expect(setUp.read('login-client-key.json')).toBe(works)
    const again = await setUp.run()
    expect([again.plan, again.notes?.length]).toEqual([[], 1])
    expect(again.notes?.[0]).toContain(keyId)
  })

  it('leaves a configuration alone that somebody has changed', async () => {
    const setUp = aSetUp(zitadel, 'edited')
    await setUp.run()
    const edited = setUp.read('gateway.json').replace('sessions.sqlite', 'elsewhere.sqlite')
    writeFileSync(setUp.file('gateway.json'), edited)
    expect(await setUp.run()).toMatchObject({ error: null, plan: [], notes: [] })
    expect(setUp.read('gateway.json')).toBe(edited)
    const { notes } = await setUp.run({ publicOrigin: 'http://localhost:4567' })
    expect(notes?.join()).toContain('publicOrigin')
    expect(setUp.read('gateway.json')).toBe(edited)
  })

  it('takes an administrator only from a file, and says what it lacks', async () => {
    const setUp = aSetUp(zitadel, 'rights')
    const pat = `${setUp.options.adminKey}.pat`
    writeFileSync(pat, `${zitadel.seeded.loginClientPat.trim()}\n`)
    const { adminKey: _, ...options } = setUp.options
    const weak = aSetUp(zitadel, 'rights-of-weak')
    const byToken = await weak.run({
      ...options,
      out: weak.out,
      adminTokenFile: pat,
      adminKey: undefined,
    } as never)
    expect(byToken.error).toMatchObject({ reason: 'unfinished' })
    expect(String(byToken.error)).toContain('IAM_OWNER')
    expect((await setUp.run({ adminTokenFile: pat })).error).toMatchObject({ reason: 'usage' })
    writeFileSync(setUp.options.adminKey ?? '', '{"key":"secret-text"}')
    expect(String((await setUp.run()).error)).not.toContain('secret-text')
  })

  it('sends no credential to an issuer that does not say that it is the one (DISC-1)', async () => {
    const setUp = aSetUp(zitadel, 'elsewhere')
    const pat = `${setUp.options.adminKey}.pat`
    writeFileSync(pat, zitadel.seeded.adminPat)
    const { adminKey: _, ...options } = setUp.options
    const sent: string[] = []
    const elsewhere: Meet = async ({ url, headers }, send) => {
      sent.push(`${headers['authorization'] ?? 'nothing'} to ${new URL(url).pathname}`)
      const { body, ...answer } = await send()
      const text = new TextDecoder().decode(body).replaceAll(zitadel.issuer, 'https://elsewhere.example')
      return { ...answer, body: new TextEncoder().encode(text) }
    }
    const byToken = { ...options, adminTokenFile: pat }
    const error = await setup(byToken, aTerminal(), {
      network: (rule, work) =>
        withNetwork(rule, (http) => work((request) => elsewhere(request, () => http(request)))),
      wait: async () => {},
      createKeyPair,
    }).catch((cause: unknown) => cause)
    expect([String(error), sent]).toEqual([
      expect.stringContaining('ISSUER_MISMATCH'),
      ['nothing to /.well-known/openid-configuration'],
    ])
  })

  it.each([
    ['http://localhost:8080', false, '--issuer is plain http on this machine: add --allow-insecure-loopback'],
    ['http://zitadel.example.com', true, '--issuer must be an https address'],
    ['https://zitadel.example.com/?a=b', true, '--issuer must be an https address'],
    ['zitadel.example.com', true, '--issuer must be an https address'],
  ])('asks nothing at %s, and says what to change', async (issuer, allowInsecureLoopback, told) => {
    const { error } = await aSetUp(zitadel, 'unsafe').run({ issuer, allowInsecureLoopback })
    expect(error).toMatchObject({ reason: 'usage', message: expect.stringContaining(told) })
  })

  it('refuses a folder that belongs to another set-up', async () => {
    const setUp = aSetUp(zitadel, 'one')
    await setUp.run()
    expect((await setUp.run({ name: 'another' })).error).toMatchObject({ reason: 'configuration' })
  })
})

/** Loses the n-th change: before it arrives, or the answer to it. */
function losing(which: number, side: 'request' | 'answer'): Meet {
  let count = 0
  return async (request, send) => {
    if (!changes(request)) return send()
    count += 1
    if (count < which) return send()
    if (count === which && side === 'answer') await send()
    throw new Error('the network is gone')
  }
}

/** What must be the same at the end, however it was reached. */
async function endOf(name: string) {
  const { projects, applications, administrators, users } = await snapshotOf(zitadel)
  const own = (text: unknown): boolean => String(text).includes(name)
  const named = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(name, 'NAME'))
  return named({
    projects: projects.filter(own),
    applications: applications.filter((each) => own(each.name)),
    administrators: administrators.filter(own),
    users: users.filter(own),
  })
}

describe('a set-up that breaks off', { timeout: 300_000 }, () => {
  it.each([
    ['before it arrives', 'request'],
    ['after it was done, its answer lost', 'answer'],
  ] as const)(
    'at any change, %s, is gone on with, makes nothing twice and can be removed',
    async (_, side) => {
      const few = { api: 'basic', roles: ['reader'] } as const
      const whole = aSetUp(zitadel, `whole-${side}`, few)
      const made = (await whole.run()).done
      const wanted = await endOf(`whole-${side}`)
      await whole.run({ remove: true })
      const before = await snapshotOf(zitadel)
      const count = made.filter((name) => !/deployment_key|write_file/.test(name)).length
      expect(count).toBe(10)
      for (let which = 1; which <= count; which += 1) {
        const name = `${side}-${which}`
        const setUp = aSetUp(zitadel, name, few)
        const broken = await setUp.run({}, losing(which, side))
        expect([which, broken.error]).toMatchObject([which, { reason: 'unfinished' }])
        const again = await setUp.run()
        expect([which, again.error, await endOf(name)]).toEqual([which, null, wanted])
        expect([which, (await setUp.run({ remove: true })).error]).toEqual([which, null])
        expect([which, await snapshotOf(zitadel)]).toEqual([which, before])
      }
    },
  )

  it('is gone on with at once where reads lag behind what was made (contract 12)', async () => {
    const slow = await startLocalZitadel({ seed: 'empty', readLagMs: 80 })
    onTestFinished(() => slow.close())
    const setUp = aSetUp(slow, 'lag', { api: 'none' })
    const later = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))
    const run = (meet?: Meet) => setUp.run({}, meet, aTerminal(), later)
    expect((await run(losing(4, 'answer'))).error).toMatchObject({ reason: 'unfinished' })
    expect(await run()).toMatchObject({ error: null, notes: [] })
    await later(200)
    expect(await run()).toMatchObject({ error: null, plan: [], notes: [] })
    const { applications } = await snapshotOf(slow)
    expect(applications.map(({ name }) => name)).toEqual(['lag-gateway', 'lag-spa'])
  })

  it('because the folder cannot be written has changed nothing at ZITADEL', async () => {
    const before = await snapshotOf(zitadel)
    const setUp = aSetUp(zitadel, 'unwritable')
    const file = `${setUp.options.adminKey}/below`
    expect((await setUp.run({ out: file })).error).not.toBeNull()
    expect(await snapshotOf(zitadel)).toEqual(before)
  })
})

describe('postern setup --remove', { timeout: 120_000 }, () => {
  it('leaves what was there before, and nothing in the folder', async () => {
    const before = await snapshotOf(zitadel)
    const setUp = aSetUp(zitadel, 'gone')
    await setUp.run()
    const { error, seen } = await setUp.run({ remove: true, json: false })
    expect([error, await snapshotOf(zitadel)]).toEqual([null, before])
    expect(seen).toContain('What this set-up made is gone.')
    expect(() => setUp.files()).toThrow('ENOENT')
    expect((await setUp.run({ remove: true })).error).toMatchObject({ reason: 'input' })
  })

  it('leaves a project into which others have put something, and files that were changed', async () => {
    const setUp = aSetUp(zitadel, 'shared')
    await setUp.run()
    const { projectId } = parseJson(readFileSync(setUp.file('applications.json'))) as { projectId: string }
    await fetch(`${zitadel.issuer}/zitadel.application.v2.ApplicationService/CreateApplication`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${zitadel.seeded.adminPat.trim()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        projectId,
        name: 'shared-by-others',
        apiConfiguration: { authMethodType: 'API_AUTH_METHOD_TYPE_BASIC' },
      }),
    })
    writeFileSync(setUp.file('gateway.json'), '{}')
    chmodSync(setUp.file('gateway.json'), 0o600)
    const { error, seen } = await setUp.run({ remove: true, json: false })
    expect(error).toBeNull()
    expect(seen).toContain('stays: project shared')
    const { projects, applications, users } = await snapshotOf(zitadel)
    expect(projects).toContain('shared')
    expect(applications.filter(({ name }) => String(name).startsWith('shared'))).toMatchObject([
      { name: 'shared-by-others' },
    ])
    expect(users).not.toContain('shared-login-client')
    expect(setUp.files()).toEqual(['gateway.json'])
  })
})
