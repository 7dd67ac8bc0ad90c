import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Seed } from '@postern/local-zitadel'
import { firstLine } from '@postern/testkit'
import { exitOf } from './child.ts'

const postern = resolve(import.meta.dirname, '../packages/cli/bin/postern.js')

export interface LocalServer {
  readonly issuer: string
  readonly user: { readonly loginName: string; readonly password: string }
  /** From the start of the process to its ready line. */
  readonly startedInMs: number
  credential<T>(name: string): T
  stop(): Promise<void>
}

/** The local ZITADEL as a process of its own, so that it does not share an event loop with what is measured. */
export async function startLocalServer(
  options: { readonly passwordCheckMs?: number; readonly data?: string; readonly seed?: Seed } = {},
): Promise<LocalServer> {
  const folder = options.data ?? mkdtempSync(join(tmpdir(), 'postern-bench-'))
  const parameters = ['local', '--json', '--port', '0', '--data', join(folder, 'data'), '--write', folder]
  if (options.seed !== undefined) {
    writeFileSync(join(folder, 'seed.json'), JSON.stringify(options.seed))
    parameters.push('--seed', join(folder, 'seed.json'))
  }
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    [postern, ...parameters, '--password-check-ms', String(options.passwordCheckMs ?? 0)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exited = exitOf(child)
  const { issuer, users } = JSON.parse(await firstLine(child)) as {
    issuer: string
    users: LocalServer['user'][]
  }
  const [user] = users
  if (user === undefined) throw new Error('the seed has no user')
  return {
    issuer,
    user,
    startedInMs: performance.now() - startedAt,
    credential: <T>(name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T,
    async stop() {
      child.kill('SIGTERM')
      await exited
      if (options.data === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
