import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned, type TestIdentity } from '@postern/testkit'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeGuard } from '../src/adapters/node.ts'
import { createGuard, type GuardOptions, requireScope } from '../src/index.ts'
import { asPrincipal } from './support/builders.ts'
import {
  audiences,
  type ForeignIssuer,
  startForeignIssuer,
  type TokenKind,
} from './support/foreign-issuer.ts'
import { outcomeOf } from './support/with-keys.ts'

let foreign: ForeignIssuer
beforeAll(async () => {
  foreign = await startForeignIssuer()
})
afterAll(() => foreign.close())

const guardOf = (kind: TokenKind, over: Partial<GuardOptions> = {}) =>
  createGuard({
    issuer: foreign.issuer,
    introspection: foreign.credential,
    jwt: { profile: 'rfc9068' },
    mode: kind === 'jwt' ? 'offline' : 'cached',
    audience: audiences[kind],
    fetch: foreign.fetch,
    now: Date.now,
    onEvent: () => {},
    ...over,
  })

const kinds: readonly TokenKind[] = ['jwt', 'opaque']
const url = 'https://api.test/news'

describe("another vendor's issuer that binds tokens to keys (RFC 9449)", () => {
  const keyPair = generateKeyPair('ES256', { extractable: true })
  async function aProof(target: { htm: string; htu: string }, token?: string): Promise<string> {
    const { privateKey, publicKey } = await keyPair
    const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') }
    return new SignJWT({ ...target, ...ath, jti: crypto.randomUUID() })
      .setIssuedAt()
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
      .sign(privateKey)
  }

  it('gives none without a proof', async () => {
    expect(await foreign.token('dpop', 'jwt')).toMatchObject({ error: 'invalid_grant' })
  })

  it.each(kinds)(
    'gives a %s token that opens the API with a proof, and not without (DPOP-3, DPOP-6)',
    async (kind) => {
      const answer = await foreign.token('dpop', kind, { proof: aProof })
      expect(answer).toMatchObject({ token_type: 'DPoP' })
      const token = String(answer['access_token'])
      const guard = guardOf(kind, { publicUrl: 'https://api.test', dpop: {} })
      const headers = { authorization: `DPoP ${token}`, dpop: await aProof({ htm: 'GET', htu: url }, token) }
      const principal = asPrincipal(await guard(new Request(url, { headers }), requireScope('read')))
      expect(principal).toMatchObject({ subject: 'dpop', client: 'dpop', issuer: foreign.issuer })
      const bare = new Request(url, { headers: { authorization: `Bearer ${token}` } })
      expect(outcomeOf(await guard(bare))).toBe('token_bound')
      expect(outcomeOf(await guardOf(kind)(bare))).toBe('token_bound')
    },
  )
})

describe("another vendor's issuer that binds tokens to certificates (RFC 8705)", () => {
  const [own, other] = [selfSigned('client'), selfSigned('other')]

  it('gives none without a certificate', async () => {
    expect(await foreign.token('mtls', 'jwt')).toMatchObject({ error: 'invalid_grant' })
  })

  it.each(kinds)(
    'gives a %s token that opens the API over TLS with that certificate only (MTLS-1)',
    async (kind) => {
      const answer = await foreign.token('mtls', kind, { identity: own })
      const token = String(answer['access_token'])
      const reasons: string[] = []
      const guarded = nodeGuard(guardOf(kind, { mtls: {} }), {
        onRefusal: ({ reason }) => reasons.push(reason),
      })
      const api = createServer(
        { ...selfSigned('api'), requestCert: true, rejectUnauthorized: false },
        guarded({}, (_request, response, { subject }) => void response.end(subject)),
      )
      api.listen(0, '127.0.0.1')
      await once(api, 'listening')
      const { port } = api.address() as AddressInfo
      const call = async (identity?: TestIdentity) => {
        const certificate = identity === undefined ? {} : { key: identity.key, cert: identity.cert }
        const headers = { authorization: `Bearer ${token}` }
        const sent = httpsRequest({ port, headers, rejectUnauthorized: false, agent: false, ...certificate })
        sent.end()
        const [{ statusCode }] = await once(sent, 'response')
        return statusCode
      }
      expect([await call(own), await call(other), await call()]).toEqual([200, 401, 401])
      expect(reasons).toEqual(['certificate_mismatch', 'certificate_missing'])
      api.closeAllConnections()
      api.close()
      await once(api, 'close')
      expect(
        outcomeOf(await guardOf(kind)(new Request(url, { headers: { authorization: `Bearer ${token}` } }))),
      ).toBe('token_bound')
    },
  )
})

it.each(kinds)(
  "another vendor's issuer gives an unbound %s token that opens the API as it is",
  async (kind) => {
    const { access_token: token } = await foreign.token('plain', kind)
    const request = () => new Request(url, { headers: { authorization: `Bearer ${String(token)}` } })
    expect(asPrincipal(await guardOf(kind)(request())).client).toBe('plain')
    const elsewhere = guardOf(kind === 'jwt' ? 'opaque' : 'jwt', {
      mode: kind === 'jwt' ? 'offline' : 'cached',
    })
    expect(outcomeOf(await elsewhere(request()))).toBe('wrong_audience')
  },
)
