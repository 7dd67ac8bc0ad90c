import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import type { LocalServer } from './local-server.ts'

/** A service token of the login client, by the JWT bearer grant. */
export async function requestServiceToken(server: LocalServer): Promise<string> {
  const key = server.credential<{ keyId: string; key: string; userId: string }>('login-client-key.json')
  const now = Math.floor(Date.now() / 1000)
  const assertion = await new SignJWT({
    iss: key.userId,
    sub: key.userId,
    aud: server.issuer,
    iat: now - 5,
    exp: now + 60,
  })
    .setProtectedHeader({ alg: 'RS256', kid: key.keyId })
    .sign(createPrivateKey(key.key))
  const response = await fetch(`${server.issuer}/oauth/v2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion,
      scope: 'openid urn:zitadel:iam:org:project:id:zitadel:aud',
    }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}
