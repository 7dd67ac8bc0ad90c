import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'
import { totpCode } from '@postern/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { aSetUp, type TestSetUp } from './support/a-set-up.ts'

const bin = fileURLToPath(new URL('../bin/postern.js', import.meta.url))
const user = { loginName: 'reader@zitadel.localhost', password: 'Passw0rd-of-a-reader!' }
const careful = { loginName: 'careful@zitadel.localhost', password: 'Passw0rd-of-the-careful!' }
const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

let zitadel: LocalZitadel
let setUp: TestSetUp
let port: number
const atEnd: (() => void)[] = []
beforeAll(async () => {
  zitadel = await startLocalZitadel({ seed: 'empty' })
  port = await aFreePort()
  setUp = aSetUp(
    zitadel,
    'whole',
    { publicOrigin: `http://localhost:${port}`, api: 'none', roles: ['reader'] },
    (work) => void atEnd.push(work),
  )
  const { error } = await setUp.run()
  if (error !== null) throw error
  await addUser(user)
  await addUser(careful, totpSecret)
}, 60_000)
afterAll(async () => {
  await zitadel.close()
  for (const work of atEnd) work()
})

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address() as AddressInfo
  server.close()
  return free
}

async function addUser({ loginName, password }: typeof user, secret?: string): Promise<void> {
  const answer = await fetch(`${zitadel.issuer}/v2/users/new`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${zitadel.seeded.adminPat.trim()}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      organizationId: zitadel.seeded.organizationId,
      username: loginName,
      human: {
        profile: { givenName: 'Rea', familyName: 'Der' },
        email: { email: loginName, isVerified: true },
        password: { password },
        ...(secret === undefined ? {} : { totpSecret: secret }),
      },
    }),
  })
  if (answer.status !== 200) throw new Error(`no user: ${answer.status}`)
}

function postern(parameters: readonly string[], input = '') {
  const child = spawn(process.execPath, [bin, ...parameters], { stdio: ['pipe', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (output.out += String(chunk)))
  child.stderr.on('data', (chunk) => (output.err += String(chunk)))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return { child, output, exit: once(child, 'exit').then(([code]) => Number(code)) }
}

const logIn = (who: typeof user, input: string, ...more: readonly string[]) =>
  postern(['login', who.loginName, '--config', setUp.file('gateway.json'), ...more], input)

// Each of them starts processes; on a busy machine that takes its time.
describe('postern login', { timeout: 180_000 }, () => {
  it('takes the password from a pipe, shows the seven steps and who it is, and ends the session', async () => {
    const { output, exit } = logIn(user, `${user.password}\n`, '--json')
    expect([await exit, output.err]).toEqual([0, ''])
    const said = JSON.parse(output.out) as { steps: { step: string }[]; methods: string[]; name: string }
    expect(said.steps.map(({ step }) => step)).toEqual([
      'authenticate_application',
      'verify_user',
      'begin_authorization',
      'bind_session',
      'exchange_code',
      'validate_tokens',
      'store_tokens',
    ])
    expect(said).toMatchObject({ methods: ['password'], name: user.loginName, roles: [] })
    expect((await zitadel.inspect()).sessions).toEqual([])
  })

  it('asks for a code where one is needed, as the next line', async () => {
    const code = totpCode(totpSecret, Date.now())
    const { output, exit } = logIn(careful, `${careful.password}\n${code}\n`)
    expect([await exit, output.err]).toEqual([0, ''])
    expect(output.out).toMatch(/proven by\s+password, totp/)
    expect((await zitadel.inspect()).sessions).toEqual([])
  })

  it('shows no token, no code and no password, and prints an access token alone when told to, until it is ended', async () => {
    const { output, exit, child } = logIn(user, `${user.password}\n`, '--print-access-token')
    await expect.poll(() => output.out, { timeout: 30_000 }).toMatch(/^\S{100,}\n$/)
    const userinfo = () =>
      fetch(`${zitadel.issuer}/oidc/v1/userinfo`, {
        headers: { authorization: `Bearer ${output.out.trim()}` },
      }).then(({ status }) => status)
    expect(await userinfo()).toBe(200)
    child.kill('SIGINT')
    expect(await exit).toBe(0)
    expect(await userinfo()).toBe(401)
    expect(output.err).not.toContain(output.out.trim())
    expect((await zitadel.inspect()).sessions).toEqual([])
  })

  it.skipIf(!existsSync('/usr/bin/script') || process.platform !== 'linux')(
    'asks a person without showing what is typed, and draws the steps',
    async () => {
      const command = [process.execPath, bin, 'login', user.loginName, '--config', setUp.file('gateway.json')]
      const child = spawn('/usr/bin/script', ['-qec', command.join(' '), '/dev/null'])
      onTestFinished(() => void child.kill('SIGKILL'))
      let shown = ''
      child.stdout.on('data', (chunk) => (shown += String(chunk)))
      await expect.poll(() => shown, { timeout: 60_000 }).toContain('Password: ')
      child.stdin.write(`x\u007f${user.password}\r`)
      await once(child, 'exit')
      expect(shown).toMatch(/verify_user +\d+ +\d+ +#/)
      expect(shown).not.toContain(user.password)
    },
  )

  it('ends with 77 for a wrong password and says nothing of it, and with 64 for none', async () => {
    const wrong = logIn(user, 'a-wrong-password\n')
    expect(await wrong.exit).toBe(77)
    expect(wrong.output.err).toContain('CREDENTIALS_REJECTED')
    expect(wrong.output.err + wrong.output.out).not.toContain('a-wrong-password')
    expect(await logIn(user, '').exit).toBe(64)
  })
})

describe('a configuration that was set up', { timeout: 180_000 }, () => {
  it('is good, and a gateway of it logs somebody in', async () => {
    const config = setUp.file('gateway.json')
    const checked = postern(['check-config', '--online', '--config', config, '--json'])
    expect([await checked.exit, JSON.parse(checked.output.out)]).toMatchObject([
      0,
      { ok: true, findings: [] },
    ])

    // The port of the health listener is the machine's to give.
    const text = JSON.parse(readFileSync(config, 'utf8')) as object
    writeFileSync(config, JSON.stringify({ ...text, health: { port: 0 } }))
    const gateway = postern(['serve', '--json', '--config', config])
    await expect.poll(() => gateway.output.out, { timeout: 60_000 }).toContain('\n')
    const begun = await send('POST', '/auth/login', {}, {})
    const proven = await send(
      'POST',
      '/auth/login/proof',
      { method: 'password', ...user },
      { cookie: begun.cookies.join('; '), 'postern-attempt': String(begun.json['attempt']) },
    )
    expect([proven.status, proven.json]).toMatchObject([200, { session: { loginName: user.loginName } }])
    gateway.child.kill('SIGTERM')
    expect(await gateway.exit).toBe(0)
  })
})

interface Answer {
  readonly status: number
  readonly cookies: readonly string[]
  readonly json: Readonly<Record<string, unknown>>
}

/** Node's own client sends the Host that it is told. */
function send(method: string, path: string, body: object, headers: Record<string, string>): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const text = JSON.stringify(body)
  const sending = request(
    {
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: {
        host: `localhost:${port}`,
        origin: `http://localhost:${port}`,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
        'postern-csrf': '1',
        ...headers,
      },
    },
    (response) => {
      let answer = ''
      response.on('data', (chunk) => (answer += String(chunk)))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          cookies: (response.headers['set-cookie'] ?? []).map((each) => each.split(';')[0] ?? ''),
          json: answer === '' ? {} : (JSON.parse(answer) as Record<string, unknown>),
        }),
      )
    },
  )
  sending.on('error', reject)
  sending.end(text)
  return promise
}
