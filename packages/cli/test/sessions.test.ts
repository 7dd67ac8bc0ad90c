import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'
import { firstLine, secureRandom } from '@postern/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

let zitadel: LocalZitadel
beforeAll(async () => {
  zitadel = await startLocalZitadel({ now: Date.now })
})
afterAll(() => zitadel.close())

const publicOrigin = 'http://localhost:8080'

/** A folder with a configuration, and the environment that it names. */
function aDeployment(changes: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const application = zitadel.seeded.applications.find(({ key }) => key !== undefined)
  const config = join(folder, 'postern.json')
  writeFileSync(
    config,
    JSON.stringify({
      publicOrigin,
      listen: { port: 0 },
      health: { port: 0 },
      issuer: zitadel.issuer,
      clientKey: { env: 'CLIENT_KEY' },
      projectId: application?.projectId,
      redirectUri: 'http://localhost:3000/auth/callback',
      loginClient: { key: { env: 'LOGIN_CLIENT_KEY' } },
      flows: ['back_channel'],
      store: { kind: 'sqlite', file: './store.sqlite' },
      deploymentKeys: [{ id: 'test', env: 'DEPLOYMENT_KEY' }],
      allowInsecureLoopback: true,
      ...changes,
    }),
  )
  const env = {
    PATH: process.env['PATH'] ?? '',
    CLIENT_KEY: JSON.stringify(application?.key),
    LOGIN_CLIENT_KEY: JSON.stringify(zitadel.seeded.loginClientKey),
    DEPLOYMENT_KEY: Buffer.from(secureRandom(32)).toString('base64url'),
  }
  const start = (parameters: readonly string[]) => {
    const bin = fileURLToPath(new URL('../bin/postern.js', import.meta.url))
    const child = spawn(process.execPath, [bin, ...parameters, '--config', config], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const output = { out: '', err: '' }
    child.stdout.on('data', (chunk) => (output.out += String(chunk)))
    child.stderr.on('data', (chunk) => (output.err += String(chunk)))
    return { child, output, exit: once(child, 'exit').then(([code]) => Number(code)) }
  }
  return {
    start,
    async run(...parameters: string[]) {
      const { output, exit } = start(parameters)
      const code = await exit
      return { code, ...output, lines: output.out.trim().split('\n') }
    },
    async serve() {
      const { child, output, exit } = start(['serve', '--json'])
      const { listening } = JSON.parse(await firstLine(child)) as { listening: number }
      return {
        port: listening,
        output,
        async stop() {
          child.kill('SIGTERM')
          await exit
        },
      }
    },
  }
}

interface Answer {
  readonly cookies: readonly string[]
  readonly json: { readonly attempt?: string; readonly session?: { readonly subject: string } | null }
}

/** Node's own client sends the Host that it is told. */
async function send(port: number, method: string, path: string, headers: object, body?: object) {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const sent = request({
    host: '127.0.0.1',
    port,
    method,
    path,
    agent: false,
    headers: {
      host: new URL(publicOrigin).host,
      'postern-csrf': '1',
      'sec-fetch-site': 'same-origin',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
  })
  sent.on('error', reject)
  sent.on('response', async (response) => {
    let text = ''
    for await (const chunk of response) text += String(chunk)
    const cookies = (response.headers['set-cookie'] ?? []).map((line) => line.replace(/;.*/, ''))
    resolve({ cookies, json: JSON.parse(text) as Answer['json'] })
  })
  sent.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}

/** Logs in with a browser of that name; the cookie of the session. */
async function logIn(port: number, userAgent: string): Promise<{ cookie: string; subject: string }> {
  const user = zitadel.seeded.users.find(({ loginName }) => loginName.startsWith('mini'))
  const agent = { 'user-agent': userAgent }
  const begun = await send(port, 'POST', '/auth/login', agent, {})
  const proven = await send(
    port,
    'POST',
    '/auth/login/proof',
    { ...agent, cookie: begun.cookies.join('; '), 'postern-attempt': begun.json.attempt },
    { method: 'password', loginName: user?.loginName, password: user?.password },
  )
  return { cookie: proven.cookies[0] ?? '', subject: proven.json.session?.subject ?? '' }
}

const isAlive = async (port: number, cookie: string): Promise<boolean> =>
  (await send(port, 'GET', '/auth/session', { cookie })).json.session !== null

// Each of them starts processes; on a busy machine that takes its time.
describe('postern sessions', { timeout: 180_000 }, () => {
  it('lists and ends sessions beside a running gateway, which tells ZITADEL (FIX-5, FIX-6)', async () => {
    const deployment = aDeployment()
    const gateway = await deployment.serve()
    const [one, other] = [await logIn(gateway.port, 'first browser'), await logIn(gateway.port, 'second')]

    const table = await deployment.run('sessions', 'list')
    expect([table.code, table.lines.length]).toEqual([0, 3])
    expect(table.lines[0]).toMatch(/^SESSION +SUBJECT +LAST USED/)
    expect(table.out).toMatch(/first browser/)
    expect(table.out).not.toContain('\u001b')
    const listed = await deployment.run('sessions', 'list', '--json', '--subject', one.subject)
    const sessions = listed.lines.map((line) => JSON.parse(line))
    expect(sessions.map(({ device }) => device).toSorted()).toEqual(['first browser', 'second'])
    for (const { cookie } of [one, other]) expect(table.out + listed.out).not.toContain(cookie.slice(15))
    expect((await deployment.run('sessions', 'list', '--json', '--subject', 'nobody')).out).toBe('')

    const { id } = sessions.find(({ device }) => device === 'second')
    const ended = await deployment.run('sessions', 'end', '--session', id)
    expect([ended.code, ended.out]).toEqual([0, '1 session ended\n'])
    expect(ended.err).toContain('"by":"operator"')
    expect(await isAlive(gateway.port, other.cookie)).toBe(false)
    expect(await isAlive(gateway.port, one.cookie)).toBe(true)

    const all = await deployment.run('sessions', 'end', '--subject', one.subject, '--json')
    expect([all.code, all.out]).toEqual([0, '{"ended":1}\n'])
    expect(await isAlive(gateway.port, one.cookie)).toBe(false)
    await expect
      .poll(() => gateway.output.err.split('session.zitadel_ended').length - 1, { timeout: 60_000 })
      .toBe(2)
    await gateway.stop()
  })

  it('leaves what it ended to the next gateway when none is running', async () => {
    const deployment = aDeployment()
    const first = await deployment.serve()
    const { subject } = await logIn(first.port, 'browser')
    await first.stop()
    expect((await deployment.run('sessions', 'end', '--subject', subject)).out).toBe('1 session ended\n')
    expect((await deployment.run('sessions', 'end', '--subject', subject)).out).toBe('0 sessions ended\n')
    const second = await deployment.serve()
    await expect.poll(() => second.output.err, { timeout: 60_000 }).toContain('session.zitadel_ended')
    await second.stop()
  })

  it('lets no name of a browser speak to the terminal', async () => {
    const deployment = aDeployment()
    const gateway = await deployment.serve()
    await logIn(gateway.port, 'x\u009b31m\u00ad y')
    const table = await deployment.run('sessions', 'list')
    expect(table.lines.join(' ')).toMatch(/^[^\p{Cc}\p{Cf}]+$/u)
    const json = await deployment.run('sessions', 'list', '--json')
    expect(json.lines.join(' ')).toMatch(/^[\u0020-\u007e]+$/)
    expect(JSON.parse(json.out).device).toMatch(/31m/)
    await gateway.stop()
  })

  it('says by its exit code what was wrong, and makes no store', async () => {
    const memory = aDeployment({ store: { kind: 'memory' } })
    const none = aDeployment()
    const cases = [
      [memory, ['list'], 78, /memory of the gateway/],
      [memory, ['end', '--subject', 'x'], 78, /memory of the gateway/],
      [none, ['list'], 66, /no store at/],
      [none, ['end'], 64, /either --subject or --session/],
      [none, ['end', '--subject', 'x', '--session', 'y'], 64, /either --subject or --session/],
    ] as const
    for (const [deployment, parameters, code, text] of cases) {
      const ended = await deployment.run('sessions', ...parameters)
      expect([parameters, ended.code, ended.out]).toEqual([parameters, code, ''])
      expect(ended.err).toMatch(text)
    }
    const deployment = aDeployment()
    const gateway = await deployment.serve()
    await gateway.stop()
    const unknown = await deployment.run('sessions', 'end', '--session', 'AAAAAAAAAAAAAAAA')
    expect([unknown.code, unknown.err]).toEqual([67, 'postern: there is no such session\n'])
  })
})
