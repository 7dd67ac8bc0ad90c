import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import type { Answer, RequestContext } from '../server/request-context.ts'
import { unverifiedClaims } from '../tokens/unverified-claims.ts'
import { browserCookie, readBrowser } from './browser-cookie.ts'
import { formTargetOf } from './form-target.ts'
import { formProof, isOurForm } from './forgery.ts'
import { logoutForm } from './forms.ts'
import { knownSessions } from './known-session.ts'
import { loginClientOf } from './login-client.ts'
import { html } from './markup.ts'
import { pageAnswer, seeOther } from './page.ts'
import { parsePageForm } from './page-form.ts'

const purpose = 'logout'

/**
 * `/ui/v2/login/logout`: where the end session endpoint sends a browser that brought no hint (contract 7.4). Asks, ends every session of
 * this browser, and goes where the signed `logout_token` says: the parameters in clear are nobody's word.
 */
export async function logout(context: RequestContext): Promise<Answer> {
  const after = (await afterLogout(context, context.query.get('logout_token') ?? '')) ?? done
  const browser = await readBrowser(context)
  const sessions = await knownSessions(context, browser.sessions)
  if (context.method === 'GET' && sessions.length > 0) {
    return pageAnswer({
      title: 'Sign out?',
      body: logoutForm(formProof(context, browser, purpose), sessions),
      formTargets: formTargetOf(after),
      setCookie: await browserCookie(context, browser),
    })
  }
  if (context.method === 'GET') return seeOther(after)
  if (!isOurForm(context, browser, purpose, parsePageForm(context)('proof'))) {
    const body = html`<p>It does not come from this page in this browser. Nothing was changed.</p>`
    return pageAnswer({ title: 'This form cannot be taken', body, status: 403 })
  }
  const client = loginClientOf(context)
  for (const { reference } of sessions) await client?.endSession(reference.id)
  return seeOther(after, await browserCookie(context, { nonce: browser.nonce, sessions: [] }))
}

const done = '/logout/done'

/** `/logout/done`: where a log-out ends that has nowhere else to go. */
export async function logoutDone(): Promise<Answer> {
  return pageAnswer({ title: 'You are signed out', body: html`<p>You can close this window.</p>` })
}

/** The address inside a token that this instance signed for the log-out; it was compared with the registered ones then. */
async function afterLogout({ instance }: RequestContext, token: string): Promise<string | undefined> {
  const claims = unverifiedClaims(token)
  const uri = claims?.['post_logout_redirect_uri']
  if (typeof uri !== 'string') return undefined
  const key = instance.webKeys.get(decodeProtectedHeader(token).kid ?? '')
  if (key === undefined) return undefined
  try {
    await compactVerify(token, await importJWK({ ...key.publicJwk }, key.algorithm), {
      algorithms: [key.algorithm],
    })
    return uri
  } catch {
    return undefined
  }
}
