import { describe, expect, it } from 'vitest'
import { createLiveSessions } from './live-sessions.ts'

describe('createLiveSessions', () => {
  it('calls everybody who holds the session, once, and nobody else', () => {
    const live = createLiveSessions()
    const called: string[] = []
    live.hold('a', () => called.push('first'))
    live.hold('a', () => called.push('second'))
    live.hold('b', () => called.push('other'))
    live.end('a')
    live.end('a')
    expect([called, live.held()]).toEqual([['first', 'second'], ['b']])
  })

  it('does not call who has let go', () => {
    const live = createLiveSessions()
    const called: string[] = []
    const same = () => called.push('called')
    const letGo = live.hold('a', same)
    live.hold('a', same)
    letGo()
    letGo()
    live.end('a')
    expect(called).toEqual(['called'])
  })

  it('keeps those who hold the session anew while it is being ended', () => {
    const live = createLiveSessions()
    live.hold('a', () => live.hold('a', () => undefined))
    live.end('a')
    expect(live.held()).toEqual(['a'])
  })
})
