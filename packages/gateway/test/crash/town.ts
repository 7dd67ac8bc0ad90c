import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalZitadel, startLocalZitadel, writeCredentialFiles } from '@postern/local-zitadel'
import { secureRandom } from '@postern/testkit'
import type { Gateway } from '../../src/index.ts'
import { type Browser, createBrowser } from '../support/browser.ts'
import { call, type Reply } from '../support/call.ts'
import { compose } from './compose.ts'
import { createCounter, isSamePoint, type Mishap, type Point } from './point.ts'
import { end, hear, kill, type Processes, tell } from './processes.ts'
import { createWire, type Wire } from './wire.ts'

/** A ZITADEL, a service, a store file, and a gateway that may die. */
export interface Town {
  readonly zitadel: LocalZitadel
  readonly wire: Wire
  readonly storeFile: string
  readonly deploymentKey: string
  /** The points of this run so far, in their order. */
  readonly points: readonly Point[]
  /** Authorization requests that the gateway must close: it has their id, in the store or, while it lives, in its memory. */
  readonly authorizationsKnown: () => readonly string[]
  /** Whether the mishap has happened. */
  readonly hasHappened: () => boolean
  readonly now: () => number
  /** Moves the clock of everybody. */
  advance(ms: number): void
  /** A browser that lives through it: an answer that never comes has status 0. */
  browser(): Browser
  /** Access tokens as the service behind the gateway got them. */
  readonly tokensAtService: readonly string[]
  /** Starts a gateway again on the same store, so many milliseconds after whatever happened. Nothing happens to this one. */
  restart(afterMs: number): Promise<void>
  close(): Promise<void>
}

const publicOrigin = 'http://localhost:3000'
const noAnswer: Reply = { status: 0, headers: {}, text: '', json: {}, setCookies: [], rawHeaders: [] }

/** How much shorter the waits of a restarted gateway are, so that nobody waits long until it has tidied up. */
const waitDivisor = 200

export async function openTown(processes: Processes, mishap?: Mishap): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-crash-'))
  let offsetMs = 0
  const now = (): number => Date.now() + offsetMs
  const zitadel = await startLocalZitadel({ now })
  await writeCredentialFiles(zitadel.seeded, folder)
  const tokensAtService: string[] = []
  const service = createServer((request, response) => {
    tokensAtService.push(String(request.headers.authorization).replace(/^Bearer /, ''))
    response.end('ok')
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))

  const points: Point[] = []
  const count = createCounter()
  const numbered = new Map<string, number>()
  const child = await processes.take()
  const delivered: string[] = []
  let written = 0
  let happened = false
  let isCounting = true
  let port = 0
  let restarted: Gateway | undefined

  /** What to do at a place. A killed process never hears of it. */
  const arrive = async (place: string, when: Point['when']): Promise<'pass' | 'lose'> => {
    if (!isCounting) return 'pass'
    if (when === 'before') numbered.set(place, count(place))
    const point = { place, when, occurrence: numbered.get(place) ?? 0 }
    points.push(point)
    if (mishap === undefined || happened || !isSamePoint(mishap.point, point)) return 'pass'
    happened = true
    if (mishap.what === 'kill') await kill(child)
    return 'lose'
  }

  const wire = await createWire({
    zitadelPort: zitadel.port,
    now,
    pause: arrive,
    onDelivered: ({ location }) => {
      const id = /[?&]authRequest=(V2_\d+)/.exec(location)?.[1]
      if (id !== undefined) delivered.push(id)
    },
  })
  const deploymentKey = Buffer.from(secureRandom(32)).toString('base64url')
  const configFile = join(folder, 'gateway.json')
  writeFileSync(join(folder, 'deployment.key'), deploymentKey, { mode: 0o600 })
  writeFileSync(
    configFile,
    JSON.stringify({
      publicOrigin,
      listen: { port: 0 },
      health: { port: 0 },
      issuer: `http://localhost:${wire.port}`,
      clientKey: { file: 'newsroom-gateway-key.json' },
      loginClient: { key: { file: 'login-client-key.json' } },
      projectId: zitadel.seeded.applications[0]?.projectId,
      redirectUri: `${publicOrigin}/auth/callback`,
      flows: ['back_channel'],
      session: { idleSeconds: 30 * 86_400, absoluteSeconds: 30 * 86_400 },
      store: { kind: 'sqlite', file: 'sessions.sqlite' },
      deploymentKeys: [{ id: 'first', file: 'deployment.key' }],
      routes: [
        {
          path: '/api',
          upstream: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
          token: 'access_token',
        },
      ],
      allowInsecureLoopback: true,
      // A wrong password of the story costs no second and a half.
      attempts: { refusal: { startMs: 50, leastMs: 50 } },
    }),
  )

  tell(child, { kind: 'begin', configFile })
  port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the gateway ended with code ${code} at its start`)))
    hear(child, (message) => {
      if (message.kind === 'listening') resolve(message.port)
      if (message.kind !== 'write') return
      if (message.place === 'put attempt' && message.when === 'after') written = delivered.length
      void arrive(message.place, message.when).then(() => tell(child, { kind: 'go' }))
    })
  })

  return {
    zitadel,
    wire,
    storeFile: join(folder, 'sessions.sqlite'),
    deploymentKey,
    points,
    authorizationsKnown: () => (mishap?.what === 'kill' ? delivered.slice(0, written) : delivered),
    hasHappened: () => happened,
    now,
    advance(ms) {
      offsetMs += ms
      tell(child, { kind: 'clock', offsetMs })
    },
    browser: () =>
      createBrowser((request) =>
        call(port, {
          ...request,
          headers: { host: new URL(publicOrigin).host, origin: publicOrigin, ...request.headers },
        }).catch(() => noAnswer),
      ),
    tokensAtService,
    async restart(afterMs) {
      if (mishap?.what === 'kill') await kill(child)
      else await end(child)
      isCounting = false
      offsetMs += afterMs
      const quiet = { write: () => undefined }
      restarted = await compose(configFile, {
        now,
        waitDivisor,
        around: (store) => store,
        logDestination: process.env['CRASH_LOG'] === undefined ? quiet : process.stderr,
      })
      ;({ port } = await restarted.listen())
    },
    async close() {
      isCounting = false
      await kill(child)
      await restarted?.close()
      await wire.close()
      await zitadel.close()
      service.closeAllConnections()
      service.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
