import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startChild } from './child.ts'
import type { LocalServer } from './local-server.ts'

const postern = resolve(import.meta.dirname, '../packages/cli/bin/postern.js')
const host = 'localhost:8080'

export interface ProxyGateway {
  readonly port: number
  readonly pid: number
  /** A whole request of our own page, with the cookie of a user who is logged in. */
  readonly head: (path: string) => string
  stop(): Promise<void>
}

/**
 * `postern serve` with one service behind two routes: `/open` without a session, `/api` with one. A user is logged in.
 */
export async function startProxyGateway(
  server: LocalServer,
  servicePort: number,
  kind: 'memory' | 'sqlite',
): Promise<ProxyGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  for (const name of ['newsroom-gateway-key.json', 'login-client-key.json'])
    writeFileSync(join(folder, name), JSON.stringify(server.credential(name)), { mode: 0o600 })
  writeFileSync(join(folder, 'deployment.key'), randomBytes(32).toString('base64url'), { mode: 0o600 })
  const upstream = `http://127.0.0.1:${servicePort}`
  const configuration = {
    publicOrigin: `http://${host}`,
    listen: { port: 0 },
    health: { port: 0 },
    issuer: server.issuer,
    clientKey: { file: 'newsroom-gateway-key.json' },
    loginClient: { key: { file: 'login-client-key.json' } },
    projectId: server.credential<{ projectId: string }>('newsroom-api-secret.json').projectId,
    redirectUri: 'http://localhost:3000/auth/callback',
    flows: ['back_channel'],
    store: kind === 'memory' ? { kind } : { kind, file: 'sessions.sqlite' },
    deploymentKeys: [{ id: 'first', file: 'deployment.key' }],
    routes: [
      { path: '/open', upstream },
      { path: '/api', upstream, token: 'access_token' },
    ],
    allowInsecureLoopback: true,
  }
  const file = join(folder, 'gateway.json')
  writeFileSync(file, JSON.stringify(configuration))
  const child = await startChild<{ listening: number }>(postern, ['serve', '--config', file, '--json'])
  const port = child.said.listening
  const cookie = await logIn(port, server.user)
  return {
    port,
    pid: child.pid,
    head: (path) => `GET ${path} HTTP/1.1\r\n${ownHeaders({ cookie })}\r\n`,
    async stop() {
      await child.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What a browser sends with a page's call, in number and length. */
const ownHeaders = (more: Readonly<Record<string, string>>): string =>
  Object.entries({
    host,
    connection: 'keep-alive',
    'sec-ch-ua-platform': '"Linux"',
    'user-agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'postern-csrf': '1',
    accept: 'application/json',
    'sec-fetch-site': 'same-origin',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
    'accept-encoding': 'gzip, deflate, br, zstd',
    'accept-language': 'en-US,en;q=0.9',
    ...more,
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

async function logIn(port: number, user: LocalServer['user']): Promise<string> {
  const begun = await send(port, '/auth/login', {}, {})
  const { attempt } = JSON.parse(begun.text) as { attempt: string }
  const proof = { method: 'password', ...user }
  const { cookie } = await send(port, '/auth/login/proof', proof, {
    cookie: begun.cookie,
    'postern-attempt': attempt,
  })
  if (cookie === '') throw new Error('the login did not finish')
  return cookie
}

function send(
  port: number,
  path: string,
  body: object,
  more: Record<string, string>,
): Promise<{ text: string; cookie: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      host,
      'postern-csrf': '1',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
      ...more,
    }
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const cookies = (response.headers['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? '')
        const cookie = cookies.find((pair) => !pair.endsWith('=')) ?? ''
        resolve({ text: Buffer.concat(chunks).toString(), cookie })
      })
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })
}
