import type { Surroundings } from '../src/surroundings.ts'
import type { TabChannel } from '../src/tabs.ts'

/** One request as the client sent it. */
export interface SeenRequest {
  readonly call: string
  readonly address: string
  readonly headers: Headers
  readonly body: unknown
  readonly init: RequestInit
}

type Reply = Response | Error | Promise<Response>

/** A `fetch` that follows a script: for `METHOD /path`, the replies in order, the last one for ever. */
export function scriptedGateway(script: Readonly<Record<string, Reply | readonly Reply[]>>) {
  const seen: SeenRequest[] = []
  const left = new Map<string, Reply[]>()
  for (const [call, replies] of Object.entries(script)) left.set(call, [replies].flat())

  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const call = `${init.method ?? 'GET'} ${String(input).replace(/^https:\/\/news\.example(?=\/)/, '')}`
    const text = typeof init.body === 'string' ? init.body : undefined
    const body: unknown = text === undefined ? undefined : JSON.parse(text)
    seen.push({ call, address: String(input), headers: new Headers(init.headers), body, init })
    const replies = left.get(call) ?? []
    const reply = await (replies.length > 1 ? replies.shift() : replies[0])
    if (reply === undefined) throw new Error(`not in the script: ${call}`)
    if (reply instanceof Error) throw reply
    return reply.clone()
  }
  const surroundings: Surroundings = { fetch, origin: 'https://news.example', channel: null }
  return {
    seen,
    calls: () => seen.map(({ call }) => call),
    addresses: () => seen.map(({ address }) => address),
    fetch,
    surroundings,
  }
}

export const json = (body: unknown, status = 200): Response => Response.json(body, { status })

export const problem = (
  status: number,
  code: string,
  headers: Record<string, string> = {},
  more: Record<string, unknown> = {},
): Response =>
  new Response(
    JSON.stringify({
      type: 'about:blank',
      title: `title of ${code}`,
      status,
      code,
      correlation: 'c-1',
      ...more,
    }),
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  )

export const anAttempt = (over: Record<string, unknown> = {}) => ({
  attempt: 'attempt-1',
  state: 'open',
  needs: [{ type: 'first_factor', methods: ['password'], reason: 'nothing_proven' }],
  expiresAt: 2_000,
  ...over,
})

export const aSession = (over: Record<string, unknown> = {}) => ({
  subject: 'ada',
  name: 'Ada Lovelace',
  loginName: 'ada@news.example',
  picture: null,
  email: null,
  roles: ['reader'],
  methods: ['password'],
  authTime: 900,
  createdAt: 1_000,
  expiresAt: 9_000,
  idleExpiresAt: 5_000,
  login: { flow: 'back_channel', steps: [{ step: 'verify_user', startedAt: 100, endedAt: 240 }] },
  ...over,
})

/** Lets everything that was already answered run to its end. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null, [])
  })

/** Channels that hear each other and not themselves, as `BroadcastChannel` does, but at once. */
export function aRoomOfTabs(): () => TabChannel {
  const ears = new Map<TabChannel, (message: unknown) => void>()
  return () => {
    const own: TabChannel = {
      post(message) {
        for (const [tab, hear] of ears) if (tab !== own) hear(message)
      },
      listen: (hear) => void ears.set(own, hear),
      close: () => void ears.delete(own),
    }
    return own
  }
}
