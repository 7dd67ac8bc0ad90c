import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DataFolderError, startLocalZitadel, writeCredentialFiles } from '../src/index.ts'
import { aNewsroom, withCalls } from './support/newsroom.ts'

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-zitadel-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The folder as a crash at this moment would leave it. */
async function afterCrash(dataDir: string): Promise<string> {
  const image = await aFolder()
  await cp(dataDir, image, { recursive: true })
  return image
}

async function allBytes(folder: string): Promise<string> {
  const names = await readdir(folder)
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))).join('')
}

const aHuman = (name: string, more: object = {}) => ({
  username: name,
  human: {
    profile: { givenName: 'A', familyName: 'B' },
    email: { email: `${name}@b.example`, isVerified: true },
    ...more,
  },
})

const walOf = (folder: string) => join(folder, 'state.sqlite-wal')
const sizeOfWal = async (folder: string) => (await stat(walOf(folder))).size

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
    const { organizationId } = zitadel.seeded
    const made = await asAdmin('POST /v2/users/new', { organizationId, ...aHuman('kept') })
    const next = await aNewsroom({ dataDir: await afterCrash(dataDir) })
    expect((await next.asAdmin(`GET /v2/users/${made.json['id']}`)).status).toBe(200)
  })

  it('remembers a wrong password, and that it was forgiven, over a crash', async () => {
    const dataDir = await aFolder()
    const { signIn } = await aNewsroom({ dataDir })
    await signIn('mini', 'wrong')
    const once = await aNewsroom({ dataDir: await afterCrash(dataDir) })
    const failedAttempts = async (password: string) =>
      (await once.signIn('mini', password)).json['details']?.[0]?.['failedAttempts']
    expect(await failedAttempts('wrong')).toBe(2)
    await once.signIn('mini')
    expect(await failedAttempts('wrong')).toBe(1)
  })

  it('recovers from a torn write: what was answered before is there, the half-written is not', async () => {
    const dataDir = await aFolder()
    const { asAdmin, zitadel } = await aNewsroom({ dataDir })
    const { organizationId } = zitadel.seeded
    const add = async (name: string) => {
      const made = await asAdmin('POST /v2/users/new', { organizationId, ...aHuman(name) })
      return { id: made.json['id'], wal: await sizeOfWal(dataDir) }
    }
    const [whole, torn] = [await add('whole'), await add('torn')]
    const image = await afterCrash(dataDir)
    await truncate(walOf(image), Math.floor((whole.wal + torn.wal) / 2))
    const next = await aNewsroom({ dataDir: image })
    const status = async (id: unknown) => (await next.asAdmin(`GET /v2/users/${id}`)).status
    expect([await status(whole.id), await status(torn.id)]).toEqual([200, 404])
    expect((await next.signIn('mini')).status).toBe(201)
  })

  it('writes what a login changed and not the logins before it', async () => {
    const dataDir = await aFolder()
    const { asAdmin, signIn, zitadel } = await aNewsroom({ dataDir })
    const { organizationId } = zitadel.seeded
    // Accounts take along what waits.
    const flush = (name: string) => asAdmin('POST /v2/users/new', { organizationId, ...aHuman(name) })
    const empty = await sizeOfWal(dataDir)
    await Promise.all(Array.from({ length: 300 }, () => signIn('mini')))
    await flush('first')
    const many = await sizeOfWal(dataDir)
    await signIn('mini')
    await flush('second')
    const one = await sizeOfWal(dataDir)
    // It may have changed anything: all maps are compared.
    await asAdmin('PUT /admin/v1/policies/password/age', { maxAgeDays: 1 })
    const third = (many - empty) / 3
    expect([one - many < third, (await sizeOfWal(dataDir)) - one < third]).toEqual([true, true])
  })

  it('keeps no password and no client secret of a created object in it, and everything in files of mode 600', async () => {
    const dataDir = await aFolder()
    const { asAdmin, zitadel } = await aNewsroom({ dataDir })
    const { organizationId, applications } = zitadel.seeded
    const human = aHuman('canary', { password: { password: 'Canary-passw0rd!' } })
    const user = await asAdmin('POST /v2/users/new', { organizationId, ...human })
    const app = { projectId: applications[0]?.projectId, name: 'canary', apiConfiguration: {} }
    const created = await asAdmin('POST /zitadel.application.v2.ApplicationService/CreateApplication', app)
    const disk = await allBytes(dataDir)
    expect(disk).toContain(String(user.json['id']))
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

  it.each([
    ['damaged', 'state.sqlite', 'no database at all, but as long as the header of one '.repeat(3)],
    ['of another version', 'state.sqlite', 'PRAGMA user_version = 99; PRAGMA application_id = 1818913140'],
    ['of another version', 'state.sqlite', 'CREATE TABLE of_another_program (id TEXT)'],
    ['of another version', 'accounts.json', '{"version":1}'],
  ])('says clearly that a file is %s, and overwrites nothing (%s: %s)', async (words, name, content) => {
    const dataDir = await aFolder()
    const path = join(dataDir, name)
    if (/^(?:PRAGMA|CREATE)/.test(content)) {
      const other = new DatabaseSync(path)
      other.exec(`CREATE TABLE IF NOT EXISTS kept (id TEXT); ${content}`)
      other.close()
    } else {
      await writeFile(path, content)
    }
    const before = await readFile(path)
    const started = startLocalZitadel({ dataDir })
    await expect(started).rejects.toThrow(DataFolderError)
    await expect(started).rejects.toThrow(words)
    expect(await readFile(path)).toEqual(before)
  })

  it('is one server’s alone: a second one is refused, and the first goes on', async () => {
    const dataDir = await aFolder()
    const first = await aNewsroom({ dataDir })
    await expect(startLocalZitadel({ dataDir })).rejects.toThrow('in use by another local ZITADEL')
    expect((await first.signIn('mini')).status).toBe(201)
  })

  it('is free again after a start that failed', async () => {
    const dataDir = await aFolder()
    const { port } = (await aNewsroom()).zitadel
    await expect(startLocalZitadel({ dataDir, port })).rejects.toThrow('EADDRINUSE')
    expect((await (await aNewsroom({ dataDir })).signIn('mini')).status).toBe(201)
  })

  it('forgets an ended session a week after its end, and a living one never', async () => {
    const dataDir = await aFolder()
    let now = Date.UTC(2030, 0, 1)
    const start = async () => withCalls(await startLocalZitadel({ dataDir, now: () => now }))
    const first = await start()
    const [ended, living] = [await first.signIn('mini'), await first.signIn('mini')]
    const remove = `DELETE /v2/sessions/${ended.json['sessionId']}`
    await first.asLoginClient(remove)
    await first.zitadel.close()
    const details = async () => {
      const { asLoginClient, zitadel } = await start()
      const again = await asLoginClient(remove)
      const read = await asLoginClient(`GET /v2/sessions/${living.json['sessionId']}`)
      await zitadel.close()
      expect(read.status).toBe(200)
      return again.json['details']
    }
    now += 6.9 * 86_400_000
    expect(await details()).toHaveProperty('sequence')
    now += 86_400_000
    expect(await details()).toEqual({})
    now += 400 * 86_400_000
    await details()
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
