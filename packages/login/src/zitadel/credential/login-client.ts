import type { KeyObject } from 'node:crypto'
import { isSameSecret } from '@postern/protocol'
import { LoginError } from '../../errors.ts'
import { oneFlight } from '../one-flight.ts'
import type { LoginClientCredential } from './key-file.ts'
import { checkPermissions } from './permissions.ts'
import { requestServiceToken, type ServiceToken, type ServiceTokenDeps } from './service-token.ts'

/** The login client's way to a Bearer token, for every caller in the process. The token stays in memory (JWTB-7). */
export interface LoginClient {
  /** A token that is good now and whose permissions were checked. */
  bearer(): Promise<string>
  /** Called with a token that ZITADEL refused; one renewal for all who call with the same. */
  renewed(refused: string): Promise<string>
  /** The user id of the login client; `null` for a personal access token, which does not say it. */
  userId(): Promise<string | null>
  /** When its key ends, in milliseconds since the epoch; `null` where that is not known, as of a personal access token. */
  expiresAt(): Promise<number | null>
}

export interface LoginClientDeps extends ServiceTokenDeps {
  readonly source: LoginClientCredential | (() => Promise<LoginClientCredential>)
  /** The other key that this process has for the same issuer; it must be another one (JWTB-4). */
  readonly applicationKey: KeyObject
}

interface Held extends ServiceToken {
  readonly credential: LoginClientCredential
  readonly renewAt: number
}

/** Renewed this long before the end, or at nine tenths of a short life. */
const aheadMs = 120_000
const retryAfterMs = 10_000

/**
 * Holds one service token for all callers: fetched once however many ask, renewed ahead of its expiry while callers go on with the
 * old one, fetched again when ZITADEL refused it. Each time the credential is another than before, what it may do is checked first.
 */
export function createLoginClient(deps: LoginClientDeps): LoginClient {
  let held: Held | undefined
  let checked: LoginClientCredential | undefined
  const read = async () => (typeof deps.source === 'function' ? deps.source() : deps.source)

  const renew = oneFlight(async () => {
    const credential = await read()
    const got = await tokenOf(credential, deps)
    if (checked === undefined || !isSameCredential(checked, credential)) {
      await checkPermissions(deps.call, deps.issuer, got.token, deps.timeoutMs)
      checked = credential
    }
    held = { ...got, credential, renewAt: renewAt(got, deps.now()) }
    return held
  })

  const keyInUse = async () => {
    const { credential } = held ?? (await renew())
    return credential.kind === 'key' ? credential.key : undefined
  }

  /** A key whose date is over may long have been replaced in its file, while its last token still works: it is read again. */
  const expiresAt = async () => {
    const inUse = (await keyInUse())?.expiresAt ?? null
    if (inUse === null || inUse > deps.now()) return inUse
    await renew()
    return (await keyInUse())?.expiresAt ?? null
  }

  return {
    async bearer() {
      const now = deps.now()
      if (held === undefined || (held.expiresAt !== null && held.expiresAt <= now))
        return (await renew()).token
      if (held.renewAt <= now) {
        const early = { ...held, renewAt: now + retryAfterMs }
        held = early
        // Nobody waits for this one. If it fails, the old token is used up to its end and the next caller learns the reason.
        renew().catch(() => undefined)
        return early.token
      }
      return held.token
    },
    async renewed(refused) {
      if (held !== undefined && !isSameSecret(held.token, refused)) return held.token
      held = undefined
      const next = await renew()
      if (!isSameSecret(next.token, refused)) return next.token
      held = undefined
      throw new LoginError('LOGIN_CLIENT_REJECTED', 'the personal access token has expired or was replaced')
    },
    userId: async () => (await keyInUse())?.userId ?? null,
    expiresAt,
  }
}

async function tokenOf(credential: LoginClientCredential, deps: LoginClientDeps): Promise<ServiceToken> {
  if (credential.kind === 'key') {
    if (credential.key.privateKey.equals(deps.applicationKey)) {
      throw new LoginError('SETTINGS_INVALID', 'the login client and the application have the same key')
    }
    return requestServiceToken(credential.key, deps)
  }
  return { token: credential.token, expiresAt: null }
}

function renewAt({ expiresAt }: ServiceToken, now: number): number {
  if (expiresAt === null) return Number.POSITIVE_INFINITY
  return Math.max(expiresAt - aheadMs, now + (expiresAt - now) * 0.9)
}

function isSameCredential(one: LoginClientCredential, other: LoginClientCredential): boolean {
  if (one.kind === 'key' && other.kind === 'key') {
    return (
      one.key.keyId === other.key.keyId &&
      one.key.userId === other.key.userId &&
      one.key.privateKey.equals(other.key.privateKey)
    )
  }
  return (
    one.kind === 'personal_access_token' &&
    other.kind === 'personal_access_token' &&
    isSameSecret(one.token, other.token)
  )
}
