import { createGuard } from '@postern/guard'
import { expect, it } from 'vitest'
import { stoppedClock, testIssuer } from '../src/index.ts'

it('a test issuer gives tokens that a guard takes as it takes any, until they are revoked', async () => {
  const { now } = stoppedClock()
  const issuer = await testIssuer({ now })
  const guard = createGuard({
    issuer: issuer.issuer,
    introspection: issuer.credential,
    jwt: { profile: 'rfc9068' },
    audience: issuer.audience,
    cache: { maxAgeSeconds: 0, refusedMaxAgeSeconds: 0 },
    fetch: issuer.fetch,
    now,
    onEvent: () => {},
  })
  const judge = async (token: string, mode: 'cached' | 'offline') =>
    (
      await guard.route({ mode })(
        new Request('https://api.example', { headers: { authorization: `Bearer ${token}` } }),
      )
    )?.kind
  const [jwt, opaque] = [await issuer.jwt(), issuer.opaque()]
  expect([await judge(jwt, 'cached'), await judge(jwt, 'offline'), await judge(opaque, 'cached')]).toEqual([
    'principal',
    'principal',
    'principal',
  ])
  issuer.revoke(jwt)
  issuer.revoke(opaque)
  expect([await judge(jwt, 'cached'), await judge(jwt, 'offline'), await judge(opaque, 'cached')]).toEqual([
    'refusal',
    'principal',
    'refusal',
  ])
})

it('a test issuer rotates its key', async () => {
  const { now } = stoppedClock()
  const issuer = await testIssuer({ now, alg: 'EdDSA' })
  const before = issuer.publicJwk()
  await issuer.rotate({ drop: true })
  expect(issuer.publicJwk().kid).not.toBe(before.kid)
  const keys = await (await issuer.fetch(`${issuer.issuer}/keys`, {})).json()
  expect(keys).toMatchObject({ keys: [{ kid: '2', crv: 'Ed25519' }] })
})
