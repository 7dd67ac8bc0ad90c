import { type TestIssuer, testIssuer, type TestIssuerOptions } from '@postern/testkit'
import {
  createGuard,
  type Guard,
  type GuardEvent,
  type GuardOptions,
  type Judged,
  type Mode,
  type Principal,
  type Refusal,
} from '../../src/index.ts'
import { noon } from './builders.ts'

export interface Setting {
  readonly issuer: TestIssuer
  readonly clock: { now: number }
  readonly events: readonly GuardEvent[]
  readonly judged: readonly Judged[]
  readonly guard: Guard
  /** A guard of the same issuer, network and clock. */
  another(over?: Partial<GuardOptions>): Guard
  /** Judges one token, sent as Bearer. */
  judge(token: string, mode?: Mode): Promise<Principal | Refusal | null>
  /** What came of it, in one word: `principal`, or the reason. */
  outcome(token: string, mode?: Mode): Promise<string>
}

/** A guard that takes opaque tokens and JWTs of a test issuer. */
export async function aSetting(
  over: Partial<GuardOptions> = {},
  options: Partial<TestIssuerOptions> = {},
): Promise<Setting> {
  const clock = { now: noon }
  const now = () => clock.now
  const issuer = await testIssuer({ now, ...options })
  const events: GuardEvent[] = []
  const judged: Judged[] = []
  const another = (more: Partial<GuardOptions> = {}) =>
    createGuard({
      issuer: issuer.issuer,
      introspection: issuer.credential,
      jwt: { profile: 'rfc9068' },
      audience: issuer.audience,
      fetch: issuer.fetch,
      now,
      onEvent: (event) => events.push(event),
      onJudged: (one) => judged.push(one),
      ...over,
      ...more,
    })
  const guard = another()
  const judge = (token: string, mode?: Mode) => guard.route(mode === undefined ? {} : { mode })(bearer(token))
  return {
    issuer,
    clock,
    events,
    judged,
    guard,
    another,
    judge,
    outcome: async (token, mode) => outcomeOf(await judge(token, mode)),
  }
}

export const bearer = (token: string): Request =>
  new Request('https://api.example/news', { headers: { authorization: `Bearer ${token}` } })

export const outcomeOf = (judged: Principal | Refusal | null): string =>
  judged === null ? 'anonymous' : judged.kind === 'refusal' ? judged.reason : judged.kind

export const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
