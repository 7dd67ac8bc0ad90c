import * as v from 'valibot'
import type { RequestContext } from '../server/request-context.ts'
import { decryptOpaque, encryptOpaque } from '../tokens/opaque.ts'

/** What a browser carries for the login page: sealed, so that it can neither be read nor written by it or by a program beside it. */
export interface BrowserState {
  /** Of this browser; the proofs in forms hang on it. */
  readonly nonce: string
  /** ZITADEL sessions of this browser, the one used last first. */
  readonly sessions: readonly SessionReference[]
  /** Who is logging in to which auth request. An empty name: somebody else than those who are known here. */
  readonly asked?: { readonly authRequestId: string; readonly loginName: string }
}

export interface SessionReference {
  readonly id: string
  readonly token: string
}

const text = v.string()
const shape = v.strictObject({
  use: v.literal('login-page'),
  nonce: v.pipe(text, v.minLength(20)),
  sessions: v.array(v.strictObject({ id: text, token: text })),
  asked: v.optional(v.strictObject({ authRequestId: text, loginName: text })),
})

/** As many accounts as a browser remembers: a cookie has to stay below 4 KiB. */
const mostSessions = 4

/** Reads the browser's cookie; what this server did not seal is a new browser. */
export async function readBrowser(context: RequestContext): Promise<BrowserState> {
  for (const sealed of valuesOf(context.headers['cookie'], cookieName(context))) {
    const plain = await decryptOpaque(context.instance.tokenKey, sealed)
    const read = v.safeParse(shape, parsed(plain ?? ''))
    if (read.success) {
      const { nonce, sessions, asked } = read.output
      return { nonce, sessions, ...(asked === undefined ? {} : { asked }) }
    }
  }
  return { nonce: Buffer.from(context.world.randomBytes(32)).toString('base64url'), sessions: [] }
}

/**
 * The `Set-Cookie` that keeps a state until the browser is closed. `Lax`: an application of another site sends the browser here, and it has
 * to be known then.
 */
export async function browserCookie(context: RequestContext, state: BrowserState): Promise<string> {
  const { asked } = state
  const kept = {
    use: 'login-page',
    nonce: state.nonce,
    sessions: state.sessions.slice(0, mostSessions),
    ...(asked === undefined ? {} : { asked }),
  }
  const sealed = await encryptOpaque(context.instance.tokenKey, JSON.stringify(kept))
  const secure = context.issuer.startsWith('https:') ? '; Secure' : ''
  return `${cookieName(context)}=${sealed}; Path=/ui/v2/login; HttpOnly; SameSite=Lax${secure}`
}

/** Browsers do not tell ports apart (RFC 6265 §8.5): two servers on one host would else overwrite each other. */
function cookieName({ issuer }: RequestContext): string {
  return `local-zitadel.login.${new URL(issuer).port || 'default'}`
}

function valuesOf(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(/; ?/)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
