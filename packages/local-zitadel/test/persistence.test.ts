import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DataFolderError, startLocalZitadel, writeCredentialFiles } from '../src/index.ts'
import { aNewsroom, withCalls } from './support/newsroom.ts'

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-zitadel-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

describe('the data folder', () => {
  it('brings accounts, credentials, keys and logins back after a clean end', async () => {
    const dataDir = await aFolder()
    const first = withCalls(await startLocalZitadel({ dataDir }))
    const made = await first.signIn('mini')
    const { keys } = (await first.call('GET /oauth/v2/keys')).json
    await first.zitadel.close()
    const second = await aNewsroom({ dataDir })
    expect(second.zitadel.seeded).toEqual(first.zitadel.seeded)
    expect((await second.call('GET /oauth/v2/keys')).json['keys']).toEqual(keys)
    const path = `GET /v2/sessions/${made.json['sessionId']}?sessionToken=${made.json['sessionToken']}`
    expect((await second.asLoginClient(path)).status).toBe(200)
    expect((await second.signIn('mini')).status).toBe(201)
  })

  it('has an account on disk before the answer that made it leaves', async () => {
    const dataDir = await aFolder()
    const { asAdmin, zitadel } = await aNewsroom({ dataDir })
    const human = {
      profile: { givenName: 'A', familyName: 'B' },
      email: { email: 'kept@b.example', isVerified: true },
    }
    const { organizationId } = zitadel.seeded
    const made = await asAdmin('POST /v2/users/new', { organizationId, username: 'kept', human })
    const disk = await readFile(join(dataDir, 'accounts.json'), 'utf8')
    expect(disk).toContain(String(made.json['id']))
  })

  it('keeps no password and no client secret of a created object in it, and everything in files of mode 600', async () => {
    const dataDir = await aFolder()
    const { asAdmin, zitadel } = await aNewsroom({ dataDir })
    const human = {
      profile: { givenName: 'A', familyName: 'B' },
      email: { email: 'a@b.example', isVerified: true },
      password: { password: 'Canary-passw0rd!' },
    }
    const { organizationId, applications } = zitadel.seeded
    await asAdmin('POST /v2/users/new', { organizationId, username: 'canary', human })
    const app = { projectId: applications[0]?.projectId, name: 'canary', apiConfiguration: {} }
    const created = await asAdmin('POST /zitadel.application.v2.ApplicationService/CreateApplication', app)
    const disk = await readFile(join(dataDir, 'accounts.json'), 'utf8')
    expect(disk).not.toContain('Canary-passw0rd!')
    expect(disk).not.toContain(String(created.json['apiConfiguration']?.['clientSecret']))
    const modes = await Promise.all(
      (await readdir(dataDir)).map(async (name) => (await stat(join(dataDir, name))).mode & 0o777),
    )
    expect(new Set(modes)).toEqual(new Set([0o600]))
  })

  it('gives two folders the same ids for a seed, but other keys and passwords', async () => {
    const [one, other] = [
      await aNewsroom({ dataDir: await aFolder() }),
      await aNewsroom({ dataDir: await aFolder() }),
    ]
    const ids = ({ zitadel }: typeof one) => [
      zitadel.seeded.organizationId,
      zitadel.seeded.users.map(({ id }) => id),
    ]
    const secrets = ({ zitadel }: typeof one) => [
      zitadel.seeded.adminPat,
      zitadel.seeded.adminKey.key,
      ...zitadel.seeded.users.map(({ password }) => password),
    ]
    expect(ids(one)).toEqual(ids(other))
    expect(secrets(one).filter((secret) => secret !== '' && secrets(other).includes(secret))).toEqual([])
  })

  it('says clearly that a file is damaged or of another version, and overwrites nothing', async () => {
    const dataDir = await aFolder()
    for (const text of ['{"version":1,', '{"version":99}', '[]']) {
      await writeFile(join(dataDir, 'accounts.json'), text)
      await expect(startLocalZitadel({ dataDir })).rejects.toThrow(DataFolderError)
      expect(await readFile(join(dataDir, 'accounts.json'), 'utf8')).toBe(text)
    }
  })

  it('survives a crash between writing and renaming: the half-written file is not looked at', async () => {
    const dataDir = await aFolder()
    const first = withCalls(await startLocalZitadel({ dataDir }))
    await first.zitadel.close()
    await writeFile(join(dataDir, 'accounts.json.new'), '{"half')
    expect((await (await aNewsroom({ dataDir })).signIn('mini')).status).toBe(201)
  })

  it('adds a redirect URI that the seed has come to name', async () => {
    const dataDir = await aFolder()
    const { defaultSeed } = await import('../src/index.ts')
    await (await startLocalZitadel({ dataDir })).close()
    const redirectUri = 'http://localhost:4444/auth/callback'
    const { call, zitadel } = await aNewsroom({ dataDir, seed: defaultSeed({ redirectUris: [redirectUri] }) })
    const clientId = zitadel.seeded.applications[0]?.clientId
    const query = `client_id=${clientId}&redirect_uri=${encodeURIComponent(redirectUri)}&response_type=code&scope=openid`
    expect((await call(`GET /oauth/v2/authorize?${query}`)).status).toBe(302)
  })

  it('writes the credential files of a first instance with mode 600', async () => {
    const folder = await aFolder()
    const { zitadel } = await aNewsroom({ seed: 'empty' })
    await writeCredentialFiles(zitadel.seeded, folder)
    expect((await readdir(folder)).sort()).toEqual([
      'admin-key.json',
      'admin.pat',
      'login-client.pat',
      'users.json',
    ])
    expect(await readFile(join(folder, 'admin.pat'), 'utf8')).toBe(`${zitadel.seeded.adminPat}\n`)
    expect((await stat(join(folder, 'admin-key.json'))).mode & 0o777).toBe(0o600)
  })
})
