import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'

/** Debian's and others' place; the newest last. */
const binaries = globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1)
const given = process.env['POSTGRES_URL']

/** Whether there is a PostgreSQL to test with: `POSTGRES_URL`, or a package of it. In CI there must be one. */
export const hasPostgres = given !== undefined || binaries !== undefined || process.env['CI'] === 'true'

export interface Postgres {
  /** An address of a database of its own, empty. */
  empty(): Promise<string>
  stop(): Promise<void>
}

/** A server at `POSTGRES_URL`, or one of the installed package in a folder of its own, on a free port of loopback. */
export async function startPostgres(): Promise<Postgres> {
  const server = given === undefined ? await startOwn() : { url: given, stop: async () => undefined }
  const made: string[] = []
  const ask = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: server.url })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  return {
    async empty() {
      const name = `newsroom_test_${process.pid}_${made.length}`
      await ask(`CREATE DATABASE ${name}`)
      made.push(name)
      const url = new URL(server.url)
      url.pathname = `/${name}`
      return url.href
    },
    async stop() {
      for (const name of made) await ask(`DROP DATABASE ${name} WITH (FORCE)`)
      await server.stop()
    },
  }
}

async function startOwn(): Promise<{ url: string; stop(): Promise<void> }> {
  if (binaries === undefined)
    throw new Error('no PostgreSQL: set POSTGRES_URL or install the package postgresql')
  const folder = mkdtempSync(join(tmpdir(), 'newsroom-postgres-'))
  const user = whoMayRun()
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o700)
  const options = { ...user, cwd: folder, env: { PATH: binaries, LC_ALL: 'C' } }
  const port = await freePort()
  const cluster = join(folder, 'cluster')
  const parameters = ['-D', cluster, '-U', 'newsroom', '--auth=trust', '-E', 'UTF8', '--no-sync']
  execFileSync(join(binaries, 'initdb'), parameters, { ...options, stdio: 'ignore' })
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`, '-c', 'fsync=off']
  const child = spawn(join(binaries, 'postgres'), ['-D', cluster, '-p', String(port), ...settings], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await readyToConnect(child)
  return {
    url: `postgresql://newsroom@127.0.0.1:${port}/postgres`,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGINT')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function readyToConnect(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('ready to accept connections')) resolve()
    })
    child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)))
  })
}

/** PostgreSQL refuses to run as root. */
function whoMayRun(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const numberOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: numberOf('-u'), gid: numberOf('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
