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
  /** Reads a file that the local ZITADEL wrote for its clients. */
  credential(name: string): Readonly<Record<string, string>>
  /** The gateway's, as `npm start` wrote it. */
  configuration(): unknown
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
  return {
    ...(JSON.parse(line) as Pick<Newsroom, 'app' | 'browserApp' | 'issuer' | 'user' | 'password'>),
    data,
    async stop() {
      child.kill('SIGINT')
      return exited
    },
    configuration: () => JSON.parse(readFileSync(join(data, 'gateway.json'), 'utf8')) as unknown,
    credential: (name) =>
      JSON.parse(readFileSync(join(data, 'credentials', name), 'utf8')) as Record<string, string>,
  }
}

export function forget(newsroom: Newsroom): void {
  rmSync(newsroom.data, { recursive: true, force: true })
}
