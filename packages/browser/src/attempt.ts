import type { AttemptView } from './attempt-view.ts'
import { parseAttemptView } from './attempt-view.ts'
import { isAttemptOver } from './is-attempt-over.ts'
import { isObject } from './is-object.ts'
import { PosternError } from './postern-error.ts'
import type { Requirement } from './requirement.ts'
import type { Session } from './session.ts'
import { parseSession } from './session.ts'
import { unreadable } from './unreadable.ts'
import type { Wire } from './wire.ts'

/** What a page may ask of a login. */
export interface LoginOptions {
  /** Seconds since the last proof that are still acceptable; 0: proven in this very login. */
  readonly maxAge?: number
  /** Ask again even if somebody is logged in. */
  readonly prompt?: 'login'
}

/** Where a login stands after a proof. */
export type AttemptResult =
  | {
      readonly kind: 'needs'
      readonly needs: readonly Requirement[]
      /** True when the login had to begin anew and this proof could not be used yet: the page goes back to the first entry. */
      readonly begunAgain: boolean
    }
  | { readonly kind: 'session'; readonly session: Session }

/**
 * One login under way. A proof that finds its attempt gone (expired, or replaced by another tab) begins a new one and is sent once
 * more, so nothing that the user typed is lost; one that was judged is never sent twice. Passwords and codes go exactly as given and are not kept after the call.
 */
export interface Attempt {
  /** What is still missing; the first that the user can act on stands first. */
  readonly needs: readonly Requirement[]
  /** @throws PosternError; a wrong name and a wrong password look the same. */
  provePassword(loginName: string, password: string): Promise<AttemptResult>
  /** @throws PosternError */
  proveTotp(code: string): Promise<AttemptResult>
  /**
   * Ends the attempt, also when a proof is under way: if that one still made a session, it is ended. Resolves in any case, because
   * an attempt that could not be told expires by itself.
   */
  cancel(): Promise<void>
}

type Proof =
  | { readonly method: 'password'; readonly loginName: string; readonly password: string }
  | { readonly method: 'totp'; readonly code: string }

/** What the client wants to hear of an attempt. */
export interface AttemptEvents {
  /** Before the page gets the session. */
  finished(session: Session): void
  /** `end` resolves when the gateway was told, and never rejects. */
  cancelling(end: Promise<void>): void
}

/** Begins an attempt at the gateway. */
export async function beginAttempt(
  wire: Wire,
  options: LoginOptions,
  events: AttemptEvents,
): Promise<Attempt> {
  const begin = async () => parseAttemptView(await wire.auth('/login', { method: 'POST', body: options }))

  let view = await begin()
  let underWay: Promise<unknown> | null = null
  let state: 'open' | 'cancelled' | 'finished' = 'open'
  const isCancelled = () => state === 'cancelled'

  const send = async (proof: Proof): Promise<AttemptResult> => {
    const answer = await wire.auth('/login/proof', { method: 'POST', body: proof, attempt: view.attempt })
    if (!isObject(answer)) throw unreadable('the answer to a proof')
    const session = parseSession(answer['session'] ?? null)
    if (isCancelled()) {
      if (session !== null) await wire.auth('/session', { method: 'DELETE' })
      throw new PosternError('ATTEMPT_CLOSED')
    }
    view = parseAttemptView(answer['attempt'])
    if (session === null) return { kind: 'needs', needs: view.needs, begunAgain: false }
    state = 'finished'
    events.finished(session)
    return { kind: 'session', session }
  }

  const beginAgain = async (proof: Proof): Promise<AttemptResult> => {
    view = await begin()
    if (isCancelled()) throw new PosternError('ATTEMPT_CLOSED')
    return takes(view, proof) ? send(proof) : { kind: 'needs', needs: view.needs, begunAgain: true }
  }

  const sendOrBeginAgain = async (proof: Proof): Promise<AttemptResult> => {
    try {
      return await send(proof)
    } catch (error) {
      if (!isAttemptOver(error) || isCancelled()) throw error
      return beginAgain(proof)
    }
  }

  const prove = async (proof: Proof): Promise<AttemptResult> => {
    if (state !== 'open') throw new PosternError('ATTEMPT_CLOSED')
    if (underWay !== null) throw new PosternError('PROOF_UNDER_WAY')
    const sending = sendOrBeginAgain(proof)
    // Only that it ended is kept, not with what.
    underWay = sending.then(
      () => undefined,
      () => undefined,
    )
    try {
      return await sending
    } finally {
      underWay = null
    }
  }

  const endAttempt = async () => {
    await underWay
    await wire.auth('/login', { method: 'DELETE', attempt: view.attempt }).catch(() => undefined)
  }

  return {
    get needs() {
      return view.needs
    },
    provePassword: (loginName, password) => prove({ method: 'password', loginName, password }),
    proveTotp: (code) => prove({ method: 'totp', code }),
    async cancel() {
      if (state !== 'open') return
      state = 'cancelled'
      const end = endAttempt()
      events.cancelling(end)
      await end
    },
  }
}

/** Whether a fresh attempt asks for this proof: a code alone cannot begin a login. */
const takes = (view: AttemptView, proof: Proof): boolean =>
  view.needs.some(({ type, methods }) => type === 'first_factor' && methods.includes(proof.method))
