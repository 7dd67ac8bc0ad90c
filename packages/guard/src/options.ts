import { isSafeEndpoint, type Now } from '@postern/protocol'
import * as v from 'valibot'
import { GuardError } from './errors.ts'
import type { OnEvent } from './events.ts'

/** The network as the guard uses it; the runtime's `fetch` fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface GuardOptions {
  /** Exactly as the issuer writes it in its metadata (DISC-1). https, or http on loopback (DISC-2). */
  readonly issuer: string
  /** How this API introspects: the client id and secret of its API application in ZITADEL. */
  readonly introspection: {
    readonly clientId: string
    readonly clientSecret: string
    /** Only where the issuer's metadata cannot be asked for it. Then nothing is discovered. */
    readonly endpoint?: string
  }
  /**
   * What a token's `aud` must contain: this API's client id or its project's id. `null`, said out loud, is the only way not to
   * check; then any token of the issuer opens this API.
   */
  readonly audience: string | null
  readonly fetch: Fetch
  readonly now: Now
  /** Hears what an operator must know: refused credentials of this API, an issuer that fails, checks that are off. */
  readonly onEvent: OnEvent
  /**
   * The project whose roles count. Without it: the audience, where that is not the client id; otherwise the introspecting
   * client's own project.
   */
  readonly projectId?: string
  /** The challenge's `realm`. Default `api`. */
  readonly realm?: string
  readonly cache?: {
    /** How long a good answer may be used again, at most until the token's `exp` (INTRO-4). 0 to 300, default 30; 0 asks every time. */
    readonly maxAgeSeconds?: number
    /** The same for a bad answer. 0 to 60, default 5. */
    readonly refusedMaxAgeSeconds?: number
    /** How many good answers are kept, the least recently used goes first. 1 to 1,000,000, default 10,000. Bad ones: a tenth. */
    readonly maxEntries?: number
  }
  /** For one call to the issuer, its answer included. Default 5,000. */
  readonly timeoutMs?: number
  /** How far the issuer's clock may be ahead of ours for `nbf` and `iat` (never for `exp`). 0 to 60 (JOSE-5), default 30. */
  readonly clockToleranceSeconds?: number
  /** Longer tokens are refused unasked. Default 8,192. */
  readonly maxTokenLength?: number
  /** How many different tokens may wait for the issuer at once; more are answered 503. Default 1,000. */
  readonly maxPending?: number
}

const text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'))
const isSafe = (url: string): boolean =>
  isSafeEndpoint(url, { allowPlainHttpOnLoopback: true }) && !/[?#]/.test(url)
const url = v.pipe(
  text,
  v.check(isSafe, 'must be an https address, or http on loopback, without user, query or fragment'),
)
const whole = (min: number, max: number) => {
  const range = `must be a whole number from ${min} to ${max}`
  return v.pipe(v.number(range), v.integer(range), v.minValue(min, range), v.maxValue(max, range))
}
const callable = <T>() => v.custom<T>((value) => typeof value === 'function', 'must be a function')

const schema = v.strictObject({
  issuer: url,
  introspection: v.strictObject({ clientId: text, clientSecret: text, endpoint: v.exactOptional(url) }),
  audience: v.nullable(text),
  fetch: callable<Fetch>(),
  now: callable<Now>(),
  onEvent: callable<OnEvent>(),
  projectId: v.exactOptional(text),
  realm: v.exactOptional(v.pipe(text, v.regex(/^[\x20-\x7e]+$/, 'must be printable ASCII')), 'api'),
  cache: v.exactOptional(
    v.strictObject({
      maxAgeSeconds: v.exactOptional(whole(0, 300), 30),
      refusedMaxAgeSeconds: v.exactOptional(whole(0, 60), 5),
      maxEntries: v.exactOptional(whole(1, 1_000_000), 10_000),
    }),
    {},
  ),
  timeoutMs: v.exactOptional(whole(1, 60_000), 5_000),
  clockToleranceSeconds: v.exactOptional(whole(0, 60), 30),
  maxTokenLength: v.exactOptional(whole(1, 65_536), 8_192),
  maxPending: v.exactOptional(whole(1, 100_000), 1_000),
})

export type Settings = Readonly<v.InferOutput<typeof schema>>

/**
 * Reads the options once. Names every problem at once, and prints no value.
 *
 * @throws GuardError `CONFIGURATION_INVALID`
 */
export function parseOptions(options: GuardOptions): Settings {
  const parsed = v.safeParse(schema, options)
  if (parsed.success) return Object.freeze(parsed.output)
  const problems = parsed.issues.map((issue) => {
    const name = v.getDotPath(issue) ?? 'options'
    const unknown = issue.type === 'strict_object' && issue.expected === 'never'
    return `  ${name}: ${unknown ? 'is not an option' : issue.type === 'strict_object' ? 'is missing' : issue.message}`
  })
  throw new GuardError(
    'configuration_invalid',
    `These options of createGuard are missing or wrong:\n${problems.join('\n')}`,
  )
}
