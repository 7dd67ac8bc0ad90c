import type { Session } from './session.ts'

/** Why a session ended without `logout()` in this page: the gateway no longer knows it, or another tab logged out. */
export type SessionEnd = 'expired' | 'logged_out_elsewhere'

type Listener<T> = (value: T) => void

/** What this page knows of the session, and who wants to hear of changes. */
export interface SessionState {
  /** `undefined` until the gateway was asked. */
  current(): Session | null | undefined
  /** Taken before a question, given back with the answer: an answer older than the last change is dropped. */
  version(): number
  /** Takes an answer to "who am I"; gives what is true now. `end` is what a lost session is announced as. */
  learn(session: Session | null, askedAt: number, end?: SessionEnd): Session | null
  /** Something changed elsewhere: answers under way no longer count. */
  outdate(): void
  /** A change that this page made or was told of: always newer than any answer under way. */
  change(session: Session | null, end?: SessionEnd): void
  subscribe(listener: Listener<Session | null>): () => void
  onSessionEnded(listener: Listener<SessionEnd>): () => void
}

export function createSessionState(): SessionState {
  let current: Session | null | undefined
  let version = 0
  const changed = new Set<Listener<Session | null>>()
  const ended = new Set<Listener<SessionEnd>>()

  const change = (session: Session | null, end?: SessionEnd) => {
    const before = current
    version += 1
    if (JSON.stringify(before) === JSON.stringify(session)) return
    current = session
    tellAll(changed, session)
    if (before && session === null && end) tellAll(ended, end)
  }

  return {
    current: () => current,
    version: () => version,
    learn(session, askedAt, end) {
      if (askedAt === version) change(session, end)
      return current ?? null
    },
    outdate: () => void (version += 1),
    change,
    subscribe: (listener) => add(changed, listener),
    onSessionEnded: (listener) => add(ended, listener),
  }
}

function add<T>(listeners: Set<Listener<T>>, listener: Listener<T>): () => void {
  // Wrapped, so that one function subscribed twice is two subscriptions, each with an end of its own.
  const own: Listener<T> = (value) => listener(value)
  listeners.add(own)
  return () => void listeners.delete(own)
}

/** A listener that throws is the page's bug: it is reported as one, and neither the others nor the login suffer from it. */
function tellAll<T>(listeners: ReadonlySet<Listener<T>>, value: T): void {
  for (const listener of Array.from(listeners)) {
    try {
      listener(value)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}
