import {
  encodeBase64Url,
  type Now,
  ProtocolError,
  parseTokenResponse,
  type RandomBytes,
} from '@postern/protocol'
import * as oauth from 'oauth4webapi'
import { LoginError } from '../errors.ts'
import type { CheckedSettings } from '../settings.ts'
import { checkNotBusy } from './api-error.ts'
import type { Discovery } from './discovery.ts'
import { fetchOver } from './fetch-over.ts'
import type { IssuerHttp } from './issuer-http.ts'

/** Tokens as they came: nobody has validated them. */
export interface UnvalidatedTokens {
  readonly accessToken: string
  readonly idToken: string | null
  readonly refreshToken: string | null
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Redeems a code, once, never repeated (CODE-1). */
export type Exchange = (code: string, state: string, verifier: string) => Promise<UnvalidatedTokens>

/** The endpoints at which we authenticate as the application (CAUTH-1). */
export interface TokenEndpoint {
  /** Signs what it takes to redeem one code, ahead of its coming. */
  prepareExchange(): Exchange
  /** Ends a token. An unknown one counts as ended (RFC 7009 §2.2). */
  revoke(token: string): Promise<void>
  /** Claims about the user, only if they are about `subject` (CODE-3). */
  userinfo(accessToken: string, subject: string): Promise<Readonly<Record<string, unknown>>>
}

export interface TokenEndpointDeps {
  readonly settings: CheckedSettings
  readonly call: IssuerHttp
  readonly discovery: Discovery
  readonly now: Now
  readonly randomBytes: RandomBytes
}

const backdateSeconds = 5
const assertionSeconds = 120

/**
 * `oauth4webapi` makes the requests: `private_key_jwt` with a new assertion each time (CAUTH-5), `aud` the issuer as one string
 * (CAUTH-2), header `typ: client-authentication+jwt` unless switched off (CAUTH-3), nothing secret in a URL (CAUTH-4). Its answers
 * are read here, because it judges ID tokens by the system's clock and without their signature.
 */
export function createTokenEndpoint(deps: TokenEndpointDeps): TokenEndpoint {
  const { settings, call, now } = deps
  const client: oauth.Client = { client_id: settings.application.clientId }
  const authenticate = clientAuthentication(deps)
  const options = {
    [oauth.customFetch]: fetchOver(call, settings.callTimeoutMs),
    [oauth.allowInsecureRequests]: settings.allowPlainHttpOnLoopback,
  }

  return {
    prepareExchange() {
      const prepared = serverOf(deps.discovery).then(async (server) => {
        const authentication = new URLSearchParams()
        await authenticate(server, client, authentication, new Headers())
        return { server, authentication }
      })
      // Where no code comes nobody asks for it.
      prepared.catch(() => undefined)
      return async (code, state, verifier) => {
        const { server, authentication } = await asLoginErrors('code exchange', () => prepared)
        const callback = oauth.validateAuthResponse(
          server,
          client,
          new URLSearchParams({ code, state }),
          state,
        )
        const sentAt = now()
        const response = await asLoginErrors('code exchange', () =>
          oauth.authorizationCodeGrantRequest(
            server,
            client,
            (_server, _client, body) => authentication.forEach((value, name) => body.set(name, value)),
            callback,
            settings.redirectUri,
            verifier,
            options,
          ),
        )
        return readTokens(response, sentAt)
      }
    },

    async revoke(token) {
      const server = await serverOf(deps.discovery)
      const response = await asLoginErrors('revocation', () =>
        oauth.revocationRequest(server, client, authenticate, token, options),
      )
      if (response.status !== 200)
        throw new LoginError('ISSUER_REFUSED', `revocation: status ${response.status}`)
    },

    async userinfo(accessToken, subject) {
      const server = await serverOf(deps.discovery)
      const claims = await asLoginErrors('userinfo', async () => {
        const response = await oauth.userInfoRequest(server, client, accessToken, options)
        return oauth.processUserInfoResponse(server, client, oauth.skipSubjectCheck, response)
      })
      // Compared here, so that it is told apart from an answer that cannot be read (OpenID Connect Core §5.3.2).
      if (claims.sub !== subject) throw new LoginError('TOKEN_REJECTED', 'userinfo is about another subject')
      return claims
    },
  }
}

function clientAuthentication({ settings, now, randomBytes }: TokenEndpointDeps): oauth.ClientAuth {
  const { keyId, privateKey } = settings.application
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  // The same object under two names of types, which differ where a browser's types are loaded too.
  const key = privateKey.toCryptoKey(algorithm, false, ['sign']) as oauth.CryptoKey
  return oauth.PrivateKeyJwt(
    { key, kid: keyId },
    {
      [oauth.modifyAssertion](header, payload) {
        if (settings.clientAssertionType !== 'plain') header['typ'] = settings.clientAssertionType
        // contract 6.1: an `iat` even slightly ahead of ZITADEL's clock fails
        const issuedAt = Math.floor(now() / 1000) - backdateSeconds
        payload['iat'] = issuedAt
        payload['exp'] = issuedAt + assertionSeconds
        delete payload['nbf']
        payload['jti'] = encodeBase64Url(randomBytes(16))
      },
    },
  )
}

async function serverOf(discovery: Discovery): Promise<oauth.AuthorizationServer> {
  const { issuer, token_endpoint, revocation_endpoint, userinfo_endpoint } = await discovery()
  return { issuer, token_endpoint, revocation_endpoint, userinfo_endpoint }
}

async function readTokens(response: Response, sentAt: number): Promise<UnvalidatedTokens> {
  const { status } = response
  const headers = Object.fromEntries(response.headers)
  checkNotBusy({ status, headers }, 'code exchange')
  try {
    const outcome = parseTokenResponse({
      status,
      headers,
      body: new Uint8Array(await response.arrayBuffer()),
    })
    if (outcome.kind === 'error')
      throw new LoginError(codeOf(outcome.error), `code exchange: ${outcome.error.error}`)
    const {
      access_token: accessToken,
      id_token,
      refresh_token,
      expires_in: seconds,
      token_type,
    } = outcome.tokens
    if (token_type !== 'bearer' || seconds === undefined)
      throw new LoginError('TOKEN_REJECTED', 'token type or lifetime')
    return {
      accessToken,
      idToken: id_token ?? null,
      refreshToken: refresh_token ?? null,
      expiresAt: sentAt + seconds * 1000,
    }
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    throw new LoginError('ISSUER_ANSWER_INVALID', `code exchange: ${cause.message}`, { cause })
  }
}

/** contract 6.2: the untranslated keys of the one refusal that is about the user, and of a session that is over. */
function codeOf({ error_description: description }: { readonly error_description?: string }) {
  if (description?.startsWith('Errors.User.NotActive') === true) return 'ACCESS_REFUSED'
  if (/^Errors\.Session\.(Terminated|Expired|NotExisting)/.test(description ?? '')) return 'SESSION_ENDED'
  return 'TOKEN_REFUSED'
}

async function asLoginErrors<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof LoginError) throw cause
    if (cause instanceof Error && cause.cause instanceof LoginError) throw cause.cause
    throw new LoginError('ISSUER_ANSWER_INVALID', what, { cause })
  }
}
