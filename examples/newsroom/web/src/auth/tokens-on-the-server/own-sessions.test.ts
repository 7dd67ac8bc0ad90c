import type { Postern } from '@postern/browser'
import { PosternError } from '@postern/browser'
import { describe, expect, it } from 'vitest'
import type { OwnSession } from '../auth.ts'
import { createOwnSessions } from './own-sessions.ts'

const there: OwnSession = {
  id: 'there',
  current: false,
  device: 'Firefox',
  address: '192.0.2.1',
  createdAt: 1,
  lastUsedAt: 2,
}
const here: OwnSession = { ...there, id: 'here', current: true }

const loggedOut = new PosternError('SESSION_REQUIRED', { status: 401, title: 'Please log in.' })
const busy = new PosternError('STORE_BUSY', { status: 503, title: 'Busy.', retryAfterSeconds: 5 })
const fails = (error: PosternError) => async (): Promise<never> => {
  throw error
}

/** The room beside it writes down what it is asked for. */
function aRoom(client: Partial<Pick<Postern, 'sessions' | 'endSession' | 'logoutEverywhere'>>) {
  const asked: string[] = []
  const sessions = createOwnSessions(
    {
      sessions: async () => [here, there],
      endSession: async () => undefined,
      logoutEverywhere: async () => undefined,
      ...client,
    },
    {
      refresh: async () => void asked.push('refresh'),
      notify: (tone, text, offersLogin) => asked.push(`${tone}: ${text}${offersLogin ? ' [Log in]' : ''}`),
    },
  )
  return { sessions, asked }
}

describe("the reader's own sessions", () => {
  it('are those of the gateway', async () => {
    expect(await aRoom({}).sessions.list()).toEqual([here, there])
  })

  it('make the room look again whether anybody is logged in when they are refused, and only then', async () => {
    const refused = aRoom({ sessions: fails(loggedOut), endSession: fails(loggedOut) })
    await expect(refused.sessions.list()).rejects.toBe(loggedOut)
    expect(await refused.sessions.end(there)).toEqual({ kind: 'failed', text: 'Please log in.' })
    expect(refused.asked).toEqual(['refresh', 'refresh'])
    const failing = aRoom({ sessions: fails(busy) })
    await expect(failing.sessions.list()).rejects.toBe(busy)
    expect(failing.asked).toEqual([])
  })

  it('can be ended one by one; only the one of this browser is a goodbye', async () => {
    const { sessions, asked } = aRoom({})
    expect(await sessions.end(there)).toEqual({ kind: 'ended' })
    expect(asked).toEqual([])
    expect(await sessions.end(here)).toEqual({ kind: 'ended' })
    expect(asked).toEqual(['info: You are logged out. See you soon.'])
  })

  it('may have ended before', async () => {
    const { sessions, asked } = aRoom({ endSession: fails(new PosternError('NOT_FOUND', { status: 404 })) })
    expect(await sessions.end(there)).toEqual({ kind: 'was_over' })
    expect(asked).toEqual([])
  })

  it.each(['end', 'endAll'] as const)('do not count as ended when the gateway failed: %s', async (method) => {
    const { sessions, asked } = aRoom({ endSession: fails(busy), logoutEverywhere: fails(busy) })
    expect(await sessions[method](here)).toEqual({
      kind: 'failed',
      text: 'Busy. Please try again in 5 seconds.',
    })
    expect(asked).toEqual([])
  })

  it('can all be ended', async () => {
    const { sessions, asked } = aRoom({})
    expect(await sessions.endAll()).toEqual({ kind: 'ended' })
    expect(asked).toEqual(['info: You are logged out, in this browser and everywhere else.'])
  })

  it('are not said to be ended everywhere when this one was over already', async () => {
    const { sessions, asked } = aRoom({ logoutEverywhere: fails(loggedOut) })
    expect(await sessions.endAll()).toMatchObject({ kind: 'failed' })
    expect(asked).toEqual(['refresh', expect.stringMatching(/^error: .*were not ended.*\[Log in\]$/)])
  })
})
