import { as } from '../callers.ts'
import { get, options, put, rpc } from '../request.ts'
import { row, type Scenario } from '../table.ts'
import type { Fields } from '../values.ts'

function discovery(headers: Fields = {}) {
  return get('/.well-known/openid-configuration', as.nobody, { headers })
}

const unknownHost = { host: 'unknown.example' }
const preflight = { origin: 'http://app.example', 'access-control-request-method': 'POST' }
const forwarded = { host: 'internal:1', 'x-zitadel-instance-host': 'localhost:8080' }

/** What ZITADEL says about itself, to whom and under which name. */
export const discoveryScenario: Scenario = {
  name: '01-discovery-jwks',
  steps: [
    row('discovery', discovery()),
    row('jwks', get('/oauth/v2/keys', as.nobody)),
    row('RFC 8414 path: not there', get('/.well-known/oauth-authorization-server', as.nobody)),
    row('host header with another port: the issuer follows', discovery({ host: 'localhost:7777' })),
    row('x-forwarded-proto https: issuer becomes https', discovery({ 'x-forwarded-proto': 'https' })),
    row('x-zitadel-instance-host', discovery(forwarded)),
    row('x-zitadel-public-host', discovery({ 'x-zitadel-public-host': 'localhost:9999' })),
    row('unknown host on an OIDC path', discovery(unknownHost)),
    row('unknown host on a REST path', get('/v2/settings/login', as.nobody, { headers: unknownHost })),
    row(
      'unknown host on a Connect path',
      rpc('session.v2.SessionService/ListSessions', as.nobody, {}, { headers: unknownHost }),
    ),
    row('CORS preflight', options('/oauth/v2/token', as.nobody, { headers: preflight })),
    row('health', get('/debug/healthz', as.nobody)),
    row('ready', get('/debug/ready', as.nobody)),
    row('unknown path below an OIDC prefix', get('/oauth/v2/nothing', as.nobody)),
    row('unknown REST path', get('/v2/nothing', as.nobody)),
    row('known REST path, wrong method', put('/v2/sessions', as.nobody, {})),
  ],
}
