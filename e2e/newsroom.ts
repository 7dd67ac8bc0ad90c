import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { firstLine } from '@postern/testkit'

/** What `npm start --silent -- --json` prints when all is ready. */
export interface Newsroom {
  readonly app: string
  /** The same page from a server of static files, with its tokens in the browser. */
  readonly browserApp: string
  readonly issuer: string
  readonly user: string
  readonly password: string
  /** The data folder: accounts, credentials, the stores. */
  readonly data: string
  /** Ends all its processes as Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Ends it, and removes its data folder. */
  close(): Promise<void>
  /** One of the seed's, by the first part of the login name. */
  account(name: string): Account
  /** Reads a file that the local ZITADEL wrote for its clients. */
  credential(name: string): Readonly<Record<string, string>>
  /** The gateway's, as `npm start` wrote it. */
  configuration(): unknown
}

export interface Account {
  readonly loginName: string
  readonly password: string
  readonly totpSecret?: string
}

const root = resolve(import.meta.dirname, '..')

/** Starts everything as a user does, in a data folder of its own (or a given one, to start again). */
export async function startNewsroom(
  data = mkdtempSync(join(tmpdir(), 'postern-newsroom-')),
): Promise<Newsroom> {
  const child = spawn(process.execPath, [join(root, 'start.js'), '--json', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'test' },
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8')
  })
  const exited = new Promise<number | null>((done) => child.once('exit', done))
  const line = await firstLine(child).catch((cause: unknown) => {
    throw new Error(`the newsroom did not start: ${said}`, { cause })
  })
  const credential = (name: string): unknown =>
    JSON.parse(readFileSync(join(data, 'credentials', name), 'utf8'))
  const stop = (): Promise<number | null> => {
    child.kill('SIGINT')
    return exited
  }
  return {
    ...(JSON.parse(line) as Pick<Newsroom, 'app' | 'browserApp' | 'issuer' | 'user' | 'password'>),
    data,
    stop,
    async close() {
      await stop()
      rmSync(data, { recursive: true, force: true })
    },
    account(name) {
      const accounts = credential('users.json') as readonly Account[]
      const found = accounts.find(({ loginName }) => loginName.startsWith(`${name}@`))
      if (found === undefined) throw new Error(`the seed has no ${name}`)
      return found
    },
    configuration: () => JSON.parse(readFileSync(join(data, 'gateway.json'), 'utf8')) as unknown,
    credential: (name) => credential(name) as Record<string, string>,
  }
}
