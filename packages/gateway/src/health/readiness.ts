import { type LoginEngine, LoginError } from '@postern/login'
import { encodeBase64Url, type RandomBytes } from '@postern/protocol'
import type { Store } from '@postern/store'
import type { Logger } from 'pino'
import { GatewayError } from '../errors.ts'

/** Whether a login could be made now. */
export interface Readiness {
  isReady(): Promise<boolean>
  /** From now on it says no: whoever sends requests here must go elsewhere. */
  drain(): void
  /** When the login client's credential ends, as last heard; `null` where that is not known. */
  loginClientExpiresAt(): number | null
}

export interface ReadinessDeps {
  readonly engine: Pick<LoginEngine, 'ready'>
  readonly store: Pick<Store, 'put' | 'get' | 'delete'>
  readonly now: () => number
  readonly randomBytes: RandomBytes
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/** Asked often by whoever runs us; ZITADEL and the store are asked at most so often. */
const rememberMs = 2_000
/** Who has not answered by then is not ready. */
const patienceMs = 5_000
const dayMs = 24 * 3600_000
const warnDaysAhead = 14
/** What a probe leaves in the store when it is cut off goes by itself. */
const probeLifeMs = 60_000

/**
 * Asks whether the issuer and the login client's credential are good, and whether the store can be written, read and deleted from
 * (OPS-1). What is wrong goes to the log, once for each change and not for each question.
 */
export function createReadiness(deps: ReadinessDeps): Readiness {
  const { engine, store, now, randomBytes, wait, log } = deps
  const told = new Map<string, string>()
  let known: { readonly at: number; readonly isReady: Promise<boolean> } | undefined
  let isDraining = false
  let expiresAt: number | null = null

  const tellOnce = (check: string, what: string, tell: () => void): void => {
    if (told.get(check) !== what) tell()
    told.set(check, what)
  }

  const passes = async (check: string, work: () => Promise<void>): Promise<boolean> => {
    const patience = new AbortController()
    const late = wait(patienceMs, patience.signal).then(() => {
      throw new GatewayError('NOT_READY', `no answer within ${patienceMs} ms`)
    })
    try {
      await Promise.race([work(), late])
      if (told.has(check)) tellOnce(check, 'ready', () => log.info({ check }, 'ready again'))
      return true
    } catch (error) {
      tellOnce(check, reasonOf(error), () => log.warn({ check, err: error }, 'not ready'))
      return false
    } finally {
      late.catch(() => undefined)
      patience.abort()
    }
  }

  const checkLogin = async (): Promise<void> => {
    expiresAt = (await engine.ready()).loginClientExpiresAt
    if (expiresAt === null) return
    const days = Math.floor((expiresAt - now()) / dayMs)
    if (expiresAt <= now()) throw new LoginError('LOGIN_CLIENT_EXPIRED', 'its credential has ended')
    if (days < warnDaysAhead)
      tellOnce('login_client', `${expiresAt} ${days}`, () =>
        log.warn({ expiresAt, days }, "the login client's credential ends soon: replace it"),
      )
  }

  const checkStore = async (): Promise<void> => {
    const key = `health/probe/${encodeBase64Url(randomBytes(12))}`
    const { written } = await store.put(key, new Uint8Array(0), {
      if: 'absent',
      expiresAt: now() + probeLifeMs,
    })
    const read = await store.get(key)
    if (!written || read === undefined || !(await store.delete(key)))
      throw new GatewayError('NOT_READY', 'the store does not keep what it is given')
  }

  const ask = async (): Promise<boolean> => {
    const answers = await Promise.all([passes('login', checkLogin), passes('store', checkStore)])
    return answers.every(Boolean)
  }

  return {
    async isReady() {
      if (isDraining) return false
      if (known === undefined || now() - known.at >= rememberMs) known = { at: now(), isReady: ask() }
      const isReady = await known.isReady
      return isReady && !isDraining
    },
    drain() {
      isDraining = true
    },
    loginClientExpiresAt: () => expiresAt,
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.name) : typeof error
