import type { Postern, Session, SessionEnd } from '@postern/browser'
import { PosternError } from '@postern/browser'
import { describe, expect, it } from 'vitest'
import { createAuth } from './create-auth.ts'

const aSession: Session = {
  subject: '1',
  name: 'Ada Lovelace',
  loginName: null,
  picture: null,
  email: null,
  roles: [],
  methods: ['password'],
  authTime: 0,
  createdAt: 10,
  expiresAt: 20,
  idleExpiresAt: 15,
  login: { flow: 'back_channel', steps: [{ step: 'verify_user', startedAt: 1, endedAt: 2 }] },
}

/** A client whose news the test tells. */
function aPostern(over: Partial<Postern> = {}) {
  let changed: (session: Session | null) => void = () => undefined
  let ended: (end: SessionEnd) => void = () => undefined
  const unused = () => Promise.reject(new Error('not in this test'))
  const postern: Postern = {
    session: async () => null,
    lastSession: () => undefined,
    login: unused,
    logout: async () => changed(null),
    sessions: unused,
    endSession: unused,
    logoutEverywhere: unused,
    api: unused,
    subscribe: (listener) => {
      changed = listener
      return () => undefined
    },
    onSessionEnded: (listener) => {
      ended = listener
      return () => undefined
    },
    close: () => undefined,
    ...over,
  }
  const auth = createAuth(postern, 'https://news.example')
  return { auth, change: (session: Session | null) => changed(session), end: (end: SessionEnd) => ended(end) }
}

describe('the auth room', () => {
  it('knows nothing at first, and nobody when the gateway knows nobody or does not answer', async () => {
    const { auth } = aPostern()
    expect(auth.state().status).toBe('asking')
    await auth.refresh()
    expect(auth.state().status).toBe('out')
    const silent = aPostern({ session: () => Promise.reject(new PosternError('GATEWAY_UNREACHABLE')) })
    await silent.auth.refresh()
    expect(silent.auth.state().status).toBe('out')
  })

  it('shows who logged in, how, and closes the form', () => {
    const { auth, change } = aPostern()
    auth.logIn()
    expect(auth.state().isFormOpen).toBe(true)
    change(aSession)
    expect(auth.state()).toMatchObject({
      status: 'in',
      isFormOpen: false,
      person: { givenName: 'Ada' },
      story: { steps: aSession.login.steps, createdAt: 10, expiresAt: 20 },
    })
  })

  it.each(['expired', 'logged_out_elsewhere'] as const)('forgets the reader and says why: %s', (reason) => {
    const { auth, change, end } = aPostern()
    change(aSession)
    change(null)
    end(reason)
    expect(auth.state()).toMatchObject({
      status: 'out',
      person: null,
      story: null,
      notice: { offersLogin: true },
    })
  })

  it('says when the logout did not work, and keeps saying it while the session is only looked at again', async () => {
    const { auth, change } = aPostern({
      logout: () => Promise.reject(new PosternError('GATEWAY_UNREACHABLE')),
    })
    change(aSession)
    await auth.logOut()
    change({ ...aSession, idleExpiresAt: 16 })
    expect(auth.state()).toMatchObject({ status: 'in', notice: { tone: 'error' } })
  })

  it('tells everyone who listens, and nobody who left', () => {
    const { auth } = aPostern()
    const heard: string[] = []
    auth.subscribe(() => heard.push('stays'))
    auth.subscribe(() => heard.push('left'))()
    auth.logIn()
    expect(heard).toEqual(['stays'])
  })
})
