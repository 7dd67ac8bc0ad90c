import { as } from '../callers.ts'
import { clientIdOf, loginNameOf } from '../names.ts'
import { authorize, nameUser, tokenRequest } from '../oidc.ts'
import { get, options, post, type Request, rpc } from '../request.ts'
import { row, type Scenario } from '../table.ts'

const origin = 'http://app.example'
const headers = { origin }

function preflight(path: string, asked = 'authorization,content-type'): Request {
  return options(path, as.nobody, {
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': asked,
    },
  })
}

function checking(loginName: string): { readonly checks: { readonly user: { readonly loginName: string } } } {
  return { checks: { user: { loginName } } }
}

const create = 'session.v2.SessionService/CreateSession'

/** What a page of another origin may send and read (contract 1.6, 11.5). Languages, which follow, are not here. */
export const corsScenario: Scenario = {
  name: '19-headers-cors-language',
  exchanges: 12,
  steps: [
    row('discovery with Origin', get('/.well-known/openid-configuration', as.nobody, { headers })),
    row('jwks with Origin', get('/oauth/v2/keys', as.nobody, { headers })),
    row(
      'token error with Origin',
      tokenRequest({ grant_type: 'authorization_code', client_id: clientIdOf('spa') }, headers),
    ),
    row('preflight token', preflight('/oauth/v2/token')),
    row('preflight REST', preflight('/v2/sessions')),
    row(
      'preflight Connect',
      preflight(`/zitadel.${create}`, 'authorization,content-type,connect-protocol-version'),
    ),
    row(
      'REST with Origin',
      post('/v2/sessions', as.loginClient, checking(loginNameOf('alice')), { headers }),
    ),
    row('REST success: all headers', nameUser('alice')),
    row('REST error: all headers', post('/v2/sessions', as.loginClient, checking('nobody'))),
    row('Connect success: all headers', rpc(create, as.loginClient, {})),
    row('authorize: a user agent cookie is set', authorize('webbasic')),
    row(
      'authorize with that cookie: no new one',
      authorize('webbasic', {}, { cookie: 'zitadel.useragent=of-the-answer-before' }),
    ),
  ],
}
