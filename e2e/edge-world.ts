import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Server as NetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTerminator } from 'node:tls'
import { startLocalZitadel } from '@postern/local-zitadel'
import { selfSigned } from '@postern/testkit'
import { WebSocketServer } from 'ws'
import { startGatewayInProcess } from './gateway-in-process.ts'

/** Where the application is, a sibling of the same site, another site, and one whose name ends as ours. */
const hosts = {
  app: 'app.site.test',
  sibling: 'sibling.site.test',
  foreign: 'www.foreign.test',
  suffix: 'app.site.test.foreign.test',
} as const

export interface EdgeWorld {
  /** What Chromium needs to find these hosts here, and to take their certificate for a good one: it caches nothing from bad ones. */
  readonly chromiumArguments: readonly string[]
  /** Origin of the gateway. */
  readonly app: string
  /** Origins of pages that are not ours; each serves every path with an empty page and no policy. */
  readonly others: Readonly<Record<'sibling' | 'foreign' | 'suffix', string>>
  readonly user: { readonly loginName: string; readonly password: string }
  readonly service: {
    /** Every request that reached the service behind /api and /live, in turn. */
    readonly requests: IncomingMessage[]
  }
  /** Every request that reached the other sites. */
  readonly elsewhere: IncomingMessage[]
  /** Every line of the gateway's log. */
  readonly log: string[]
  readonly events: (name: string) => readonly string[]
  close(): Promise<void>
}

/**
 * A gateway in this process with a bare page, TLS before it, a service behind it and a local ZITADEL, and other sites around it: for what
 * the browser decides.
 */
export async function startEdgeWorld(): Promise<EdgeWorld> {
  const zitadel = await startLocalZitadel()
  const requests: IncomingMessage[] = []
  const elsewhere: IncomingMessage[] = []
  const log: string[] = []
  const service = await aService(requests)
  const identity = selfSigned('the whole of *.test')
  const strangers = await listening(
    createTlsServer(identity, (request, response) => {
      elsewhere.push(request)
      response.setHeader('content-type', 'text/html; charset=utf-8')
      // As a sibling would that may set cookies for all of the site.
      const planted = new URL(request.url ?? '/', 'http://x').searchParams.getAll('cookie')
      if (planted.length > 0) response.setHeader('set-cookie', planted)
      response.end('<!doctype html><title>elsewhere</title><body></body>')
    }),
  )
  const directory = aPage()
  let behind = 0
  const front = await listening(
    createTerminator(identity, (socket) => {
      const inner = connect(behind, '127.0.0.1')
      socket.on('error', () => inner.destroy()).on('close', () => inner.destroy())
      inner.on('error', () => socket.destroy()).on('close', () => socket.destroy())
      socket.pipe(inner).pipe(socket)
    }),
  )
  const app = originOf(front, hosts.app)
  const upstream = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const gateway = await startGatewayInProcess({
    zitadel,
    configuration: {
      publicOrigin: app,
      redirectUri: 'http://localhost:3000/auth/callback',
      app: { directory },
      routes: [
        { path: '/api', upstream, methods: ['GET', 'POST', 'DELETE'], token: 'access_token' },
        { path: '/live', upstream, token: 'access_token', webSocket: true, webSocketProtocols: ['feed'] },
      ],
    },
    onLogLine: (line) => void log.push(line),
  })
  behind = gateway.port
  const [user] = zitadel.seeded.users
  if (user === undefined) throw new Error('the seed has no user')
  return {
    chromiumArguments: [
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      `--ignore-certificate-errors-spki-list=${identity.pin}`,
    ],
    app,
    others: {
      sibling: originOf(strangers, hosts.sibling),
      foreign: originOf(strangers, hosts.foreign),
      suffix: originOf(strangers, hosts.suffix),
    },
    user,
    service: { requests },
    elsewhere,
    log,
    events: (name) => log.filter((line) => line.includes(`"event":"${name}"`)),
    async close() {
      await gateway.close()
      await Promise.all([stopped(service), stopped(strangers), stopped(front), zitadel.close()])
      rmSync(directory, { recursive: true })
    },
  }
}

/** The application: a page whose script says who it thinks is there. */
function aPage(): string {
  const directory = mkdtempSync(join(tmpdir(), 'postern-page-'))
  const files = {
    'index.html': '<!doctype html><title>app</title><p id="who"></p><script src="/app.js"></script>',
    'app.js': `globalThis.api = (path, options) => fetch(path, { ...options, headers: { 'postern-csrf': '1', ...options?.headers } })
      api('/api/me').then(async (answer) => {
        document.getElementById('who').textContent = answer.ok ? await answer.text() : 'nobody'
      })`,
    'worker.js': 'addEventListener("fetch", () => undefined)',
    'notes.txt': 'globalThis.ran = "text as a script"',
    'page.txt': '<script>globalThis.ran = "text as a page"</script>',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

async function aService(requests: IncomingMessage[]): Promise<Server> {
  const server = createServer((request, response) => {
    requests.push(request)
    const type = request.url?.endsWith('.js') ? 'text/javascript' : 'text/plain'
    response.writeHead(200, {
      'content-type': type,
      'cache-control': 'public, max-age=3600',
      'service-worker-allowed': '/',
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
    })
    response.end(type === 'text/plain' ? 'private: mini' : 'addEventListener("fetch", () => undefined)')
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, request) => {
    requests.push(request)
    socket.on('error', () => undefined)
    socket.on('message', (message) => socket.send(`echo: ${String(message)}`))
  })
  return listening(server)
}

async function listening<Kind extends NetServer>(server: Kind): Promise<Kind> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

function stopped(server: NetServer | Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}

const originOf = (server: NetServer, host: string): string =>
  `https://${host}:${(server.address() as AddressInfo).port}`
