import type { LocalZitadel } from '@postern/local-zitadel'

/** What the login page does with an authorization request when `name` proves a password: the address that the browser is sent back to. */
export async function logInAt(zitadel: LocalZitadel, address: string, name: string): Promise<string> {
  const user = zitadel.seeded.users.find(({ loginName }) => loginName.startsWith(`${name}@`))
  const begun = await fetch(address, { redirect: 'manual' })
  const id = new URL(begun.headers.get('location') ?? '', zitadel.issuer).searchParams.get('authRequest')
  const session = (await post(zitadel, '/v2/sessions', {
    checks: { user: { loginName: user?.loginName }, password: { password: user?.password } },
  })) as { sessionId: string; sessionToken: string }
  const { callbackUrl } = (await post(zitadel, `/v2/oidc/auth_requests/${id}`, {
    session: { sessionId: session.sessionId, sessionToken: session.sessionToken },
  })) as { callbackUrl: string }
  return callbackUrl
}

async function post({ issuer, seeded }: LocalZitadel, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${issuer}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${seeded.loginClientPat}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
