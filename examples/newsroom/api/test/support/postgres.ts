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

/** The same for one that may be stopped: an installed package. */
export const hasOwnPostgres = binaries !== undefined || process.env['CI'] === 'true'

export interface Postgres {
  /** An address of a database of its own, empty. */
  empty(): Promise<string>
  stop(): Promise<void>
}

/** A server at `POSTGRES_URL`, or one of the installed package in a folder of its own, on a free port of loopback. */
export async function startPostgres(): Promise<Postgres> {
  const server = given === undefined ? await startOwnPostgres() : { url: given, stop: async () => undefined }
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

export interface OwnPostgres {
  readonly url: string
  /** Shuts it down, whoever is connected, and keeps what it holds. */
  halt(): Promise<void>
  resume(): Promise<void>
  /** It and all that serve somebody stand still: connections stay, and nothing is answered. */
  freeze(): Promise<void>
  thaw(): void
  /** Ends it, and removes everything. */
  stop(): Promise<void>
}

/** A server of the installed package in a folder of its own, on a free port of loopback. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  if (binaries === undefined)
    throw new Error('no PostgreSQL: set POSTGRES_URL or install the package postgresql')
  const folder = mkdtempSync(join(tmpdir(), 'newsroom-postgres-'))
  const user = whoMayRun()
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o700)
  const options = { ...user, cwd: folder, env: { PATH: binaries, LC_ALL: 'C' } }
  const port = await freePort()
  const url = `postgresql://newsroom@127.0.0.1:${port}/postgres`
  const cluster = join(folder, 'cluster')
  const parameters = ['-D', cluster, '-U', 'newsroom', '--auth=trust', '-E', 'UTF8', '--no-sync']
  execFileSync(join(binaries, 'initdb'), parameters, { ...options, stdio: 'ignore' })
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`, '-c', 'fsync=off']
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(join(binaries, 'postgres'), ['-D', cluster, '-p', String(port), ...settings], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await readyToConnect(child)
    return child
  }
  const halt = async (): Promise<void> => {
    if (server.exitCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGINT')
    await gone
  }
  let server = await start()
  let frozen: readonly number[] = []
  return {
    url,
    halt,
    async resume() {
      server = await start()
    },
    async freeze() {
      frozen = [...(await serving(url)), server.pid ?? 0]
      for (const pid of frozen) process.kill(pid, 'SIGSTOP')
    },
    thaw() {
      for (const pid of frozen) process.kill(pid, 'SIGCONT')
      frozen = []
    },
    async stop() {
      await halt()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The processes that serve a connection each. */
async function serving(url: string): Promise<readonly number[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  )
  await client.end()
  return rows.map(({ pid }) => pid)
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
