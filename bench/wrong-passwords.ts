import { Agent, request } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { defaultSeed, type Seed } from '@postern/local-zitadel'
import type { BenchGateway } from './gateway.ts'

/** Why a password may be refused. */
export const causes = ['unknown', 'wrong', 'locked', 'deactivated', 'without a password'] as const

export type Cause = (typeof causes)[number]

/** Names of each cause, so that none fails so often that ZITADEL's tarpit or a limit of ours begins. */
const namesOfEach = 30

const nameOf = (cause: Cause, at: number): string =>
  `${cause.replaceAll(' ', '-')}-${at % namesOfEach}@newsroom.localhost`

/** The newsroom with users of every cause; the unknown ones are not in it. */
export function seedOfCauses(): Seed {
  const seed = defaultSeed({ redirectUris: ['http://localhost:3000/auth/callback'] })
  const state = { locked: 'locked', deactivated: 'inactive' } as const
  const users = causes
    .filter((cause) => cause !== 'unknown')
    .flatMap((cause) =>
      Array.from({ length: namesOfEach }, (_, at) => ({
        loginName: nameOf(cause, at),
        givenName: 'Some',
        familyName: 'Body',
        email: nameOf(cause, at),
        ...(cause === 'without a password' && { password: null }),
        ...((cause === 'locked' || cause === 'deactivated') && { state: state[cause] }),
      })),
    )
  return { ...seed, users: [...(seed.users ?? []), ...users] }
}

/** Milliseconds from the request to the end of its answer, `count` for each cause, in an order drawn by lot for every round. */
export async function sampleRefusals(
  gateway: BenchGateway,
  count: number,
  warmUp = 10,
): Promise<Readonly<Record<Cause, readonly number[]>>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const samples = Object.fromEntries(causes.map((cause) => [cause, [] as number[]])) as Record<
    Cause,
    number[]
  >
  try {
    for (let round = -warmUp; round < count; round += 1) {
      for (const cause of shuffled(causes)) {
        const ms = await refusal(gateway, agent, nameOf(cause, round + warmUp))
        if (round >= 0) samples[cause].push(ms)
      }
    }
  } finally {
    agent.destroy()
  }
  return samples
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  return all
    .map((one) => ({ one, lot: Math.random() }))
    .toSorted((left, right) => left.lot - right.lot)
    .map(({ one }) => one)
}

/** One wrong password in an attempt of its own; only the proof is timed. */
async function refusal(gateway: BenchGateway, agent: Agent, loginName: string): Promise<number> {
  const begun = await post(gateway, agent, '/auth/login', {}, {})
  if (begun.status !== 201) throw new Error(`a login could not be begun: ${begun.status}`)
  const { attempt } = JSON.parse(begun.text) as { attempt: string }
  const headers = { 'postern-attempt': attempt, cookie: begun.cookie }
  const body = { method: 'password', loginName, password: 'not-the-password' }
  const startedAt = performance.now()
  const { status, text } = await post(gateway, agent, '/auth/login/proof', headers, body)
  const ms = performance.now() - startedAt
  if (status !== 401) throw new Error(`a wrong password was answered with ${status}: ${text}`)
  return ms
}

interface Posted {
  readonly status: number
  readonly text: string
  readonly cookie: string
}

function post(
  { port, host }: BenchGateway,
  agent: Agent,
  path: string,
  headers: Record<string, string>,
  body: object,
): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        port,
        path,
        host: '127.0.0.1',
        method: 'POST',
        headers: {
          host,
          'postern-csrf': '1',
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/json',
          ...headers,
        },
      },
      (response) => {
        const status = response.statusCode ?? 0
        const cookie = (response.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
        textOf(response).then((text) => resolve({ status, text, cookie }), reject)
      },
    )
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })
}
