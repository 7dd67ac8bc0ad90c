import { createHash, createPrivateKey, randomBytes } from 'node:crypto'
import type { HttpClient, HttpResponse } from '@postern/protocol'
import { SignJWT } from 'jose'
import { redirectUri } from './engine.ts'
import type { LocalServer } from './local-server.ts'

/**
 * The four calls that a login cannot do without, one after another, with nothing checked: session, authorize, bind, exchange. The
 * service token is there already. This is the least that any back-channel login costs.
 */
export function createBareLogin(
  server: LocalServer,
  http: HttpClient,
  serviceToken: string,
): () => Promise<void> {
  const key = server.credential<{ keyId: string; key: string; clientId: string }>('newsroom-gateway-key.json')
  const privateKey = createPrivateKey(key.key)
  const bearer = { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/json' }
  const post = (path: string, headers: Record<string, string>, body: string): Promise<HttpResponse> =>
    http({
      method: 'POST',
      url: `${server.issuer}${path}`,
      headers,
      body: Uint8Array.from(Buffer.from(body)),
    })

  return async () => {
    const verifier = randomBytes(32).toString('base64url')
    const session = parsed<{ sessionId: string; sessionToken: string }>(
      await post(
        '/v2/sessions',
        bearer,
        JSON.stringify({
          checks: {
            user: { loginName: server.user.loginName },
            password: { password: server.user.password },
          },
        }),
      ),
    )
    const query = new URLSearchParams({
      client_id: key.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile email',
      state: 's',
      nonce: 'n',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const begun = await http({
      method: 'GET',
      url: `${server.issuer}/oauth/v2/authorize?${query}`,
      headers: {},
    })
    const request =
      new URL(begun.headers['location'] ?? '', server.issuer).searchParams.get('authRequest') ?? ''
    const { callbackUrl } = parsed<{ callbackUrl: string }>(
      await post(`/v2/oidc/auth_requests/${request}`, bearer, JSON.stringify({ session })),
    )
    const now = Math.floor(Date.now() / 1000)
    const assertion = await new SignJWT({
      iss: key.clientId,
      sub: key.clientId,
      aud: server.issuer,
      iat: now - 5,
      exp: now + 60,
    })
      .setProtectedHeader({ alg: 'RS256', kid: key.keyId })
      .sign(privateKey)
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(callbackUrl).searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    })
    parsed(
      await post('/oauth/v2/token', { 'content-type': 'application/x-www-form-urlencoded' }, form.toString()),
    )
  }
}

function parsed<T = unknown>({ status, body }: HttpResponse): T {
  if (status >= 300) throw new Error(`a bare call answered ${status}`)
  return JSON.parse(Buffer.from(body).toString('utf8')) as T
}
