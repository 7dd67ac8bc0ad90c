import { describe, expect, it } from 'vitest'
import { aNewsroom } from './support/newsroom.ts'

const origin = 'https://app.example'
const corsOf = (headers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))

describe('CORS, as recorded (contract 1.6, 11.5)', () => {
  it.each([
    ['GET /.well-known/openid-configuration', 'Location, Content-Length'],
    ['GET /oauth/v2/keys', 'Location, Content-Length'],
    ['POST /oauth/v2/token', 'Location, Content-Length'],
    ['GET /oidc/v1/userinfo', 'Location, Content-Length'],
    ['POST /oauth/v2/revoke', 'Location, Content-Length'],
    ['POST /v2/sessions', 'Location, Content-Length, Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin'],
  ])('lets a page of any origin read %s, refusals too', async (line, exposed) => {
    const { call } = await aNewsroom()
    expect(corsOf((await call(line, { headers: { origin } })).headers)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': exposed,
    })
    expect(corsOf((await call(line)).headers)).toEqual({})
  })

  it.each([
    ['/oauth/v2/token', 'POST', 'authorization,content-type', true],
    ['/oauth/v2/token', 'POST', 'authorization,dpop', false],
    ['/oauth/v2/token', 'DELETE', 'authorization', false],
    ['/oidc/v1/userinfo', 'GET', 'authorization', true],
    ['/v2/sessions', 'PATCH', 'authorization,content-type,x-zitadel-orgid', true],
    ['/v2/sessions', 'POST', 'x-other', false],
    [
      '/zitadel.session.v2.SessionService/CreateSession',
      'POST',
      'authorization,connect-protocol-version,content-type',
      true,
    ],
    // Not in order, as no browser writes it.
    [
      '/zitadel.session.v2.SessionService/CreateSession',
      'POST',
      'authorization,content-type,connect-protocol-version',
      false,
    ],
  ])('answers a preflight of %s for %s with %s: %s', async (path, method, asked, isAllowed) => {
    const { call } = await aNewsroom()
    const answer = await call(`OPTIONS ${path}`, {
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': asked,
      },
    })
    const allowed = {
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': method,
      'access-control-allow-headers': asked,
    }
    expect([answer.status, corsOf(answer.headers)]).toEqual([204, isAllowed ? allowed : {}])
  })
})
