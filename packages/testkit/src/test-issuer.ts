import { randomBytes } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export interface TestIssuerOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Default `https://issuer.test`. */
  readonly issuer?: string
  readonly alg?: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA'
}

/** What a token says beside `iss`, `sub`, `aud`, `client_id`, `jti`, `iat` and `exp`; `undefined` leaves one of these out. */
export type TestClaims = Readonly<Record<string, unknown>>

/**
 * An issuer inside the process: a fresh key, tokens for whoever asks, and a `fetch` that answers what a guard asks of an issuer.
 *
 * It makes nothing weaker: a guard takes its tokens for the reason for which it takes any issuer's, because it was given this issuer and
 * this network.
 */
export interface TestIssuer {
  readonly issuer: string
  /** The audience of its tokens, unless they say otherwise. */
  readonly audience: string
  /** What a guard introspects with. */
  readonly credential: { readonly clientId: string; readonly clientSecret: string }
  /** The network: metadata, keys and introspection of this issuer, and nothing else. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** A signed JWT; `header` replaces or, with `undefined`, removes members of `{alg, kid, typ: 'at+jwt'}`. */
  jwt(claims?: TestClaims, header?: Readonly<Record<string, unknown>>): Promise<string>
  /** An opaque token that introspection knows. */
  opaque(claims?: TestClaims): string
  /** From now on introspection calls it inactive. */
  revoke(token: string): void
  /** A new key; the one before stays in the set unless `drop` is true. */
  rotate(options?: { readonly drop?: boolean }): Promise<void>
  readonly publicJwk: () => JWK
  /** While true, nothing answers. */
  down: boolean
  /** The paths that were asked for, in order. */
  readonly calls: readonly string[]
}

const lifetimeSeconds = 600

export async function testIssuer({
  now,
  issuer = 'https://issuer.test',
  alg = 'ES256',
}: TestIssuerOptions): Promise<TestIssuer> {
  const audience = 'api'
  const credential = { clientId: 'api-client', clientSecret: randomBytes(16).toString('hex') }
  const known = new Map<string, TestClaims>()
  const calls: string[] = []
  let count = 0
  let keys: readonly TestKey[] = [await createKey(alg, 1)]
  const active = (): TestKey => keys.at(-1) as TestKey

  const filled = (claims: TestClaims): TestClaims => {
    const iat = Math.floor(now() / 1000)
    count += 1
    return defined({
      iss: issuer,
      sub: 'ada',
      aud: audience,
      client_id: 'app',
      jti: `token-${count}`,
      iat,
      exp: iat + lifetimeSeconds,
      ...claims,
    })
  }

  const answers: Readonly<Record<string, (init: RequestInit) => unknown>> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      jwks_uri: `${issuer}/keys`,
      introspection_endpoint: `${issuer}/introspect`,
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
    }),
    '/keys': () => ({ keys: keys.map(({ jwk }) => jwk) }),
    '/introspect': ({ headers, body }) => {
      const basic = `Basic ${Buffer.from(`${credential.clientId}:${credential.clientSecret}`).toString('base64')}`
      if (new Headers(headers).get('authorization') !== basic) return undefined
      const claims = known.get(new URLSearchParams(String(body)).get('token') ?? '')
      const isOver = claims === undefined || Number(claims['exp']) * 1000 <= now()
      return isOver ? { active: false } : { active: true, token_type: 'Bearer', ...claims }
    },
  }

  const made: TestIssuer = {
    issuer,
    audience,
    credential,
    calls,
    down: false,
    async fetch(url, init) {
      const { origin, pathname } = new URL(url)
      if (origin !== issuer) throw new TypeError(`the test issuer is not ${origin}`)
      calls.push(pathname)
      if (made.down) throw new TypeError('the test issuer is down')
      const answer = answers[pathname]?.(init)
      return answer === undefined
        ? Response.json({ error: 'unauthorized_client' }, { status: 400 })
        : Response.json(answer)
    },
    async jwt(claims = {}, header = {}) {
      const all = filled(claims)
      const { privateKey, jwk } = active()
      const protectedHeader = defined({ alg, kid: jwk.kid, typ: 'at+jwt', ...header })
      const token = await new SignJWT({ ...all })
        .setProtectedHeader(protectedHeader as { alg: string })
        .sign(privateKey)
      known.set(token, all)
      return token
    },
    opaque(claims = {}) {
      const token = randomBytes(24).toString('base64url')
      known.set(token, filled(claims))
      return token
    },
    revoke: (token) => void known.delete(token),
    async rotate({ drop = false } = {}) {
      const next = await createKey(alg, Number(active().jwk.kid) + 1)
      keys = drop ? [next] : [...keys, next]
    },
    publicJwk: () => active().jwk,
  }
  return made
}

interface TestKey {
  readonly privateKey: CryptoKey
  readonly jwk: JWK
}

async function createKey(alg: string, number: number): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg)
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: String(number), alg, use: 'sig' } }
}

function defined(object: TestClaims): TestClaims {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
