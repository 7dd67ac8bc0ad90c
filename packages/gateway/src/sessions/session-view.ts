import type { SessionRecord } from './session-record.ts'

/** What the page may know of its session: who, how, and until when. No token, no identifier of a session (BFF-9). */
export function sessionView({ outer, inner }: SessionRecord) {
  const claim = (name: string): string | null => {
    const value = inner.claims[name]
    return typeof value === 'string' ? value : null
  }
  return {
    subject: outer.subject,
    name: claim('name'),
    loginName: claim('preferred_username'),
    picture: claim('picture'),
    email: claim('email'),
    roles: inner.roles,
    methods: inner.methods,
    authTime: inner.authTime,
    createdAt: outer.createdAt,
    expiresAt: outer.absoluteExpiresAt,
    idleExpiresAt: outer.idleExpiresAt,
    login: { flow: outer.flow, steps: inner.steps },
  }
}

export type SessionView = ReturnType<typeof sessionView>
