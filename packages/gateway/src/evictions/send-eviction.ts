import { encodeBase64Url, type HttpClient, type RandomBytes, signEviction } from '@postern/protocol'

/** An API whose guard hears of the ends of logins. */
export interface GuardAddress {
  readonly url: string
  readonly secret: Uint8Array
}

/** Tells one guard, once; `null` when it has taken it, otherwise why not, for the log. Never rejects. */
export type SendEviction = (guard: GuardAddress, subject: string) => Promise<string | null>

export interface SendEvictionDeps {
  readonly http: HttpClient
  readonly now: () => number
  readonly randomBytes: RandomBytes
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** An answer that takes longer is none. */
const tryMs = 2_000

export function createSendEviction({ http, now, randomBytes, wait }: SendEvictionDeps): SendEviction {
  return async ({ url, secret }, subject) => {
    // Each try is a message of its own: a guard takes one once, and only within a minute.
    const message = signEviction({ subject }, { secret, now: now(), jti: encodeBase64Url(randomBytes(16)) })
    const [over, late] = [new AbortController(), new AbortController()]
    void wait(tryMs, over.signal).then(() => late.abort(new Error('no answer in time')))
    try {
      const { status } = await http({
        method: 'POST',
        url,
        headers: message.headers,
        body: new Uint8Array(Buffer.from(message.body)),
        signal: late.signal,
      })
      return status === 204 ? null : `status ${status}`
    } catch (error) {
      return error instanceof Error ? error.message : 'no answer'
    } finally {
      over.abort()
    }
  }
}
