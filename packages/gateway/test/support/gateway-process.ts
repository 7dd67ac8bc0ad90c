import {
  deploymentKeysOf,
  createGateway,
  loadConfig,
  loginSettingsOf,
  undiciHttpClient,
} from '../../src/index.ts'
import { createLoginEngine } from '@postern/login'
import type { HttpClient } from '@postern/protocol'
import { sqliteStore } from '@postern/store'
import { secureRandom, stoppedClock } from '@postern/testkit'
import { Agent, Pool } from 'undici'

/** What the process is told; each is answered by `Done`, in turn. */
export type Order =
  | {
      readonly order: 'start'
      readonly config: object
      readonly env: Record<string, string>
      readonly now: number
    }
  | { readonly order: 'clock'; readonly now: number }
  | { readonly order: 'tally' }

export interface Done {
  readonly port?: number
  readonly tally?: Tally
  readonly error?: string
}

/** Since the start: calls to ZITADEL that make something, and events of the audit trail, by name and code. */
export interface Tally {
  readonly touched: number
  readonly exchanged: number
  readonly events: Readonly<Record<string, number>>
}

/** Only what a test makes go wrong may: a busy machine takes its time. */
const callTimeoutMs = 60_000

const clock = stoppedClock()
const counted = { touched: 0, exchanged: 0 }
const events: Record<string, number> = {}

/** A gateway as `postern serve` builds it, on a clock that is told. */
async function start({ config: written, env, now }: Extract<Order, { order: 'start' }>): Promise<number> {
  clock.set(now)
  const config = await loadConfig('/config.json', { env, readFile: async () => JSON.stringify(written) })
  if (config.store.kind !== 'sqlite') throw new Error('processes share a file')
  const store = sqliteStore({ file: config.store.file, now: clock.now })
  const http = counting(undiciHttpClient({ dispatcher: new Agent(), allowHttpLoopbackOnly: true }))
  const deploymentKeys = deploymentKeysOf(config)
  const deps = { http, now: clock.now, randomBytes: secureRandom, store, deploymentKeys }
  const gateway = await createGateway(config, {
    createEngine: (heard) =>
      createLoginEngine({ ...deps, events: heard }, { ...loginSettingsOf(config), callTimeoutMs }),
    store,
    now: clock.now,
    randomBytes: secureRandom,
    logDestination: { write: note },
    createPool: (origin, options) => new Pool(origin, options),
  })
  return (await gateway.listen()).port
}

function note(line: string): void {
  const { event, code } = JSON.parse(line) as { readonly event?: string; readonly code?: string }
  if (event === undefined) return
  const name = code === undefined ? event : `${event} ${code}`
  events[name] = (events[name] ?? 0) + 1
}

/** Counts what a mint does, and gives answers the date of our clock. */
const counting =
  (http: HttpClient): HttpClient =>
  async (request) => {
    if (request.method === 'PATCH') counted.touched += 1
    const isExchange = Buffer.from(request.body ?? []).includes('grant_type=authorization_code')
    const answer = await http(request)
    if (isExchange && answer.status === 200) counted.exchanged += 1
    return { ...answer, headers: { ...answer.headers, date: new Date(clock.now()).toUTCString() } }
  }

async function obey(given: Order): Promise<Done> {
  if (given.order === 'start') return { port: await start(given) }
  if (given.order === 'clock') clock.set(given.now)
  return { tally: { ...counted, events } }
}

process.on('message', async (given: Order) => {
  process.send?.(await obey(given).catch((error: unknown): Done => ({ error: String(error) })))
})
process.on('disconnect', () => process.exit())
process.send?.({} satisfies Done)
