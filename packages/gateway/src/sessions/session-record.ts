import type { Method, StepRecord, TokenSet } from '@postern/login'
import type { SealedRecord } from '@postern/store'
import * as v from 'valibot'

/**
 * What the gateway may know of a session without its user: enough to list it, to judge its limits and to end it. Times in
 * milliseconds since the epoch.
 */
export interface SessionOuter {
  readonly zitadelSessionId: string
  readonly subject: string
  readonly organizationId: string
  /** So that a session which sends no request can be judged all the same. */
  readonly authTime: number
  readonly flow: 'back_channel'
  readonly device: string | null
  readonly address: string | null
  readonly createdAt: number
  /** As last written: at most every `touchSeconds`. */
  readonly lastUsedAt: number
  readonly idleExpiresAt: number
  readonly absoluteExpiresAt: number
  /** The policy let it go on, as it was at this time. */
  readonly judgedAt: number
}

/** What opens only together with the cookie. */
export interface SessionInner {
  readonly tokens: TokenSet
  /** When these tokens came. */
  readonly tokensAt: number
  /** Fence of the renewal that brought them; 0 for those of the login. */
  readonly fence: number
  /** The name of the session's lease: random, because it stands in the store as it is. */
  readonly lease: string
  readonly authTime: number
  readonly claims: Readonly<Record<string, unknown>>
  readonly roles: readonly string[]
  readonly methods: readonly Method[]
  readonly steps: readonly StepRecord[]
}

export type SessionRecord = SealedRecord<SessionOuter, SessionInner>

const instant = v.pipe(v.number(), v.safeInteger())

const outer = v.object({
  zitadelSessionId: v.string(),
  subject: v.string(),
  organizationId: v.string(),
  authTime: instant,
  flow: v.literal('back_channel'),
  device: v.nullable(v.string()),
  address: v.nullable(v.string()),
  createdAt: instant,
  lastUsedAt: instant,
  idleExpiresAt: instant,
  absoluteExpiresAt: instant,
  judgedAt: instant,
})

const methods: readonly Method[] = [
  'password',
  'passkey',
  'idp',
  'totp',
  'u2f',
  'otp_sms',
  'otp_email',
  'recovery_code',
]

const inner = v.object({
  tokens: v.object({ accessToken: v.string(), idToken: v.string(), accessTokenExpiresAt: instant }),
  tokensAt: instant,
  fence: instant,
  lease: v.pipe(v.string(), v.regex(/^[\w-]{22}$/)),
  authTime: instant,
  claims: v.record(v.string(), v.unknown()),
  roles: v.array(v.string()),
  methods: v.array(v.picklist(methods)),
  steps: v.array(
    v.object({
      step: v.picklist([
        'authenticate_application',
        'verify_user',
        'begin_authorization',
        'bind_session',
        'exchange_code',
        'validate_tokens',
        'store_tokens',
      ]),
      startedAt: instant,
      endedAt: instant,
    }),
  ),
})

/** @throws {v.ValiError} which the store turns into `RECORD_MALFORMED` */
export const parseSessionOuter = (value: unknown): SessionOuter => v.parse(outer, value)

/** @throws {v.ValiError} which the store turns into `RECORD_MALFORMED` */
export const parseSessionInner = (value: unknown): SessionInner => v.parse(inner, value)
