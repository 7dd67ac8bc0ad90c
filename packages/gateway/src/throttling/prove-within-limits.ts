import {
  type AttemptHandle,
  isLoginError,
  type KeepLogin,
  type LoginEngine,
  type Proof,
  type ProveResult,
} from '@postern/login'
import type { OneProofAtATime } from '../same-face/one-proof-at-a-time.ts'
import type { SameFace } from '../same-face/same-face.ts'
import type { PasswordTry, Throttle } from './throttle.ts'
import type { TypedNames } from './typed-names.ts'
import type { Visitor } from './visitor.ts'

export interface LimitedProof {
  readonly handle: AttemptHandle
  readonly proof: Proof
  readonly visitor: Visitor
  /** Says that the browser went away. */
  readonly gone: AbortSignal
  readonly keep: KeepLogin
}

export interface LimitedResult {
  readonly result: ProveResult
  /** Keyed hash of the name that has logged in, when the login is finished. */
  readonly name: string | undefined
}

/**
 * The engine's `prove` as strangers may reach it: one proof of an attempt at a time, passwords within their limits and with one face for every
 * refusal. One-time codes have limits of their own in the engine (THR-4).
 */
export type ProveWithinLimits = (proof: LimitedProof) => Promise<LimitedResult>

export function createProveWithinLimits(deps: {
  readonly engine: Pick<LoginEngine, 'prove' | 'view'>
  readonly throttle: Pick<Throttle, 'password'>
  readonly oneAtATime: OneProofAtATime
  readonly sameFace: SameFace
  readonly typedNames: TypedNames
}): ProveWithinLimits {
  const { engine, throttle, typedNames } = deps

  const provePassword = async (
    { handle, proof, gone, keep }: LimitedProof,
    tried: PasswordTry,
    release: () => Promise<void>,
  ): Promise<LimitedResult> => {
    const { name } = tried
    const ask = (): Promise<ProveResult> => engine.prove(handle, proof, keep)
    const result = await deps
      .sameFace({ asker: tried, failures: tried.failures, gone, release, ask })
      .catch(async (error: unknown) => {
        // A fault of ZITADEL, or of ours, is not the name's (THR-6). Refusals stay counted, as they have been from the start.
        if (!isLoginError(error, 'CREDENTIALS_REJECTED')) await tried.undecided()
        throw error
      })
    await tried.accepted()
    if (result.kind === 'needs') await typedNames.keep(handle.attempt, name)
    return { result, name: result.kind === 'finished' ? name : undefined }
  }

  return async (given) => {
    const { handle, proof, visitor, keep } = given
    // An attempt that is not there, or not this browser's, counts nowhere.
    await engine.view(handle)
    const release = await deps.oneAtATime(handle.attempt)
    if (proof.method !== 'password') {
      const result = await engine.prove(handle, proof, keep).finally(release)
      return {
        result,
        name: result.kind === 'finished' ? await typedNames.take(handle.attempt) : undefined,
      }
    }
    const tried = await throttle.password(proof.loginName, visitor).catch(async (error: unknown) => {
      await release()
      throw error
    })
    return provePassword(given, tried, release)
  }
}
