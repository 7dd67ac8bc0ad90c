import type { LogoutRegistration, Session } from '../state/model.ts'
import type { World } from '../state/world.ts'
import { logoutTokenClaims } from './logout-token-claims.ts'
import type { PostForm } from './post-form.ts'

export interface DeliveryParts {
  readonly world: Pick<World, 'instance' | 'now' | 'nextId' | 'signingKeysReady' | 'port'>
  readonly postForm: PostForm
  /** Waits for a span of time; rejects when the signal says so. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Hears of what could not be delivered. */
  readonly warn: (text: string) => void
}

export interface Deliveries {
  /** Tells everyone who registered at the session, later and beside whatever comes next. */
  sessionEnded(session: Session): void
  /** Gives up what is under way. Resolves when nothing is. */
  close(): Promise<void>
}

/**
 * Before each try: the original calls a moment after the session's end, then goes by its queue's pauses of n⁴ seconds, three tries in all
 * (contract 9; R: after 0.2, 1.4 and 17 s).
 */
const pausesMs = [150, 1_000, 16_000]
const oldestMs = 5 * 60_000

/** The answers that end the tries; 400 is the receiver's last word as well (contract 9). */
const finalStatuses: ReadonlySet<number> = new Set([200, 202, 204, 400])

/** Back-channel logout: one call for each registration (OpenID Connect Back-Channel Logout 1.0 §2.5, contract 9). */
export function createDeliveries(parts: DeliveryParts): Deliveries {
  const { world } = parts
  const closing = new AbortController()
  const running = new Set<Promise<void>>()

  const deliver = async (registration: LogoutRegistration, session: Session): Promise<void> => {
    const token = { registration, sessionId: session.id, jti: world.nextId() }
    const since = world.now()
    let outcome = ''
    for (const pause of pausesMs) {
      await parts.wait(pause, closing.signal)
      closing.signal.throwIfAborted()
      if (world.now() - since > oldestMs) break
      const form = new URLSearchParams({ logout_token: await logoutToken(world, token) })
      outcome = await parts.postForm(registration.uri, form, closing.signal).then(
        (status) => (finalStatuses.has(status) ? 'told' : `answered ${status}`),
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      if (outcome === 'told' || closing.signal.aborted) return
    }
    const { origin, pathname } = new URL(registration.uri)
    parts.warn(`the back-channel logout to ${origin}${pathname} is given up: ${outcome}`)
  }
  return {
    sessionEnded(session) {
      for (const registration of session.logoutRegistrations ?? []) {
        const job = deliver(registration, session)
          .catch((error: unknown) => {
            if (!closing.signal.aborted) parts.warn(`a back-channel logout failed: ${String(error)}`)
          })
          .finally(() => running.delete(job))
        running.add(job)
      }
    },
    async close() {
      closing.abort()
      await Promise.all(running)
    },
  }
}

/** `iss` is the instance's own domain and port, whatever host the call came to that ended the session (contract 9; R). */
async function logoutToken(
  { instance, now, port, signingKeysReady }: DeliveryParts['world'],
  token: { registration: LogoutRegistration; sessionId: string; jti: string },
): Promise<string> {
  await signingKeysReady()
  // Loaded when it is needed: a start does not sign.
  const { signJwt } = await import('../tokens/sign-jwt.ts')
  const issuer = `http://${instance.domains[0] ?? 'localhost'}:${port()}`
  return signJwt(instance, logoutTokenClaims({ ...token, issuer, now: now() }))
}
