import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startLocalZitadel, writeCredentialFiles } from '@postern/local-zitadel'
import { canReadMemory, countInMemory, firstLine } from '@postern/testkit'
import { expect, it, onTestFinished } from 'vitest'

const postern = resolve(import.meta.dirname, '../bin/postern.js')

/** `postern serve` before a ZITADEL of its own, as a process whose memory can be searched. */
async function serve() {
  const zitadel = await startLocalZitadel()
  const folder = mkdtempSync(join(tmpdir(), 'postern-residue-'))
  await writeCredentialFiles(zitadel.seeded, folder)
  writeFileSync(join(folder, 'deployment.key'), randomBytes(32).toString('base64url'), { mode: 0o600 })
  const configuration = {
    publicOrigin: 'http://localhost:8080',
    listen: { port: 0 },
    health: { port: 0 },
    issuer: zitadel.issuer,
    clientKey: { file: 'newsroom-gateway-key.json' },
    loginClient: { key: { file: 'login-client-key.json' } },
    projectId: zitadel.seeded.applications[0]?.projectId,
    redirectUri: 'http://localhost:3000/auth/callback',
    flows: ['back_channel'],
    store: { kind: 'sqlite', file: 'sessions.sqlite' },
    deploymentKeys: [{ id: 'first', file: 'deployment.key' }],
    attempts: { refusal: { startMs: 50, leastMs: 50 } },
    allowInsecureLoopback: true,
  }
  const file = join(folder, 'gateway.json')
  writeFileSync(file, JSON.stringify(configuration))
  const child = spawn(process.execPath, [postern, 'serve', '--json', '--config', file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await zitadel.close()
    rmSync(folder, { recursive: true })
  })
  const { listening } = JSON.parse(await firstLine(child)) as { listening: number }
  const user = zitadel.seeded.users[0]
  if (child.pid === undefined || user === undefined) throw new Error('there is no process or no user')
  return { pid: child.pid, port: listening, user }
}

function send(port: number, path: string, body: string, more: Record<string, string> = {}) {
  return new Promise<{ status: number; text: string; cookie: string }>((done, failed) => {
    const headers = {
      host: 'localhost:8080',
      'postern-csrf': '1',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
      ...more,
    }
    const sent = request({ port, path, method: 'POST', headers }, async (response) => {
      const cookie = String(response.headers['set-cookie'] ?? '').split(';')[0] ?? ''
      const text = Buffer.concat(await response.toArray()).toString('utf8')
      done({ status: response.statusCode ?? 0, text, cookie })
    })
    sent.on('error', failed)
    sent.end(body)
  })
}

async function logIn(port: number, loginName: string, password: string): Promise<number> {
  const begun = await send(port, '/auth/login', '{}')
  const { attempt } = JSON.parse(begun.text) as { attempt: string }
  const proof = JSON.stringify({ method: 'password', loginName, password })
  const { status } = await send(port, '/auth/login/proof', proof, {
    cookie: begun.cookie,
    'postern-attempt': attempt,
  })
  return status
}

// Needs a system that shows a process the memory of its children.
it.skipIf(!canReadMemory)(
  'leaves a password nowhere in the memory of the process, right or wrong, once the next body was read (NO-RESIDUE, CRED-4)',
  async () => {
    const { pid, port, user } = await serve()
    const wrong = `wrong-${randomBytes(12).toString('hex')}`
    expect(await logIn(port, user.loginName, wrong)).toBe(401)
    expect(await logIn(port, user.loginName, user.password)).toBe(200)

    // Node keeps what it read last from a socket until it reads over it, and lets nobody overwrite that.
    const mark = `mark-${randomBytes(12).toString('hex')}`
    const { status } = await send(port, '/auth/login', `{"${mark}":"${'x'.repeat(15_000)}"}`)
    expect(status).toBe(400)

    const [markFound, ...passwordsFound] = countInMemory(
      pid,
      [mark, wrong, user.password].flatMap((text) => [
        Buffer.from(text, 'utf8'),
        Buffer.from(text, 'utf16le'),
      ]),
    )
    // What nobody overwrites is found by this search.
    expect(markFound).toBeGreaterThan(0)
    expect(passwordsFound.slice(1)).toEqual([0, 0, 0, 0])
  },
  120_000,
)
