import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Store, sqliteStore } from '@postern/store'
import { firstLine, secureRandom } from '@postern/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DyingProcess } from './a-dying-process.ts'
import { type ALocalLogin, aLocalLogin, password } from './a-local-login.ts'

const holdMs = 110_000
let login: ALocalLogin
let loginName: string
let folder: string
let store: Store
const deploymentKey = secureRandom(32)

beforeAll(async () => {
  login = await aLocalLogin()
  await login.grant(['IAM_LOGIN_CLIENT'])
  loginName = (await login.aUser('killed')).loginName
  folder = mkdtempSync(join(tmpdir(), 'postern-killed-'))
  store = sqliteStore({ file: join(folder, 'store.sqlite'), now: login.clock.now })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
  await login.zitadel.close()
})

/** Resolves when a process that hung at a call is dead: no handler ran, nothing was closed. */
async function killedAt({ at, when }: Pick<DyingProcess, 'at' | 'when'>): Promise<void> {
  const given: DyingProcess = {
    issuer: login.zitadel.issuer,
    projectId: login.projectId,
    redirectUri: login.redirectUri,
    keyFiles: login.keyFiles,
    storeFile: join(folder, 'store.sqlite'),
    deploymentKey: [...deploymentKey],
    now: login.clock.now(),
    loginName,
    password,
    at,
    when,
  }
  const script = join(import.meta.dirname, 'a-dying-process.ts')
  const child = spawn(process.execPath, [script, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await firstLine(child)
  const dead = once(child, 'exit')
  child.kill('SIGKILL')
  await dead
}

describe('a process that is killed in the middle of a login', () => {
  it.each([
    ['its session was made and not heard of', 'POST .*/v2/sessions$', 'after'],
    ['the code was made and not heard of', 'POST .*/auth_requests/', 'after'],
    ['the tokens were minted and not heard of', 'POST .*/oauth/v2/token$', 'after'],
  ] as const)('leaves nothing that another one does not end: when %s (CODE-4)', async (_, at, when) => {
    const before = (await login.sessions()).length
    await killedAt({ at, when })
    expect(await login.sessions()).toHaveLength(before + 1)
    const other = login.engineWith({}, { store, deploymentKeys: [{ id: 'test', key: deploymentKey }] })
    expect(await other.recover(other.end)).toEqual({ undone: 0, left: 0 })
    login.clock.advance(holdMs)
    expect(await other.recover(other.end)).toEqual({ undone: 1, left: 0 })
    expect(await login.sessions()).toHaveLength(before)
  })
})
