import { bearer, type Case } from './case.ts'
import type { Demand } from './comparison.ts'
import type { Issuer } from './issuer.ts'

/** What an issuer, or whoever answers in its place, may say of a token: for whoever asks. */
export function answeredCases(issuer: Issuer): readonly Case[] {
  const now = Math.floor(Date.now() / 1000)
  const active = (over: object = {}) => ({
    active: true,
    token_type: 'Bearer',
    ...issuer.claims({ ...over }),
  })
  const said: readonly (readonly [string, Demand, object | string, number?])[] = [
    ['`active: true` and all the rest', 'accept', active()],
    ['`active: false`', 'refuse', { active: false }],
    ['`active: "true"`, a text', 'keep out', { ...active(), active: 'true' }],
    ['`active: 1`', 'keep out', { ...active(), active: 1 }],
    ['`active: true` with status 500', 'keep out', active(), 500],
    ['`active: true` with status 401', 'keep out', active(), 401],
    ['a page of HTML', 'keep out', '<html>good gateway</html>'],
    ['nothing', 'keep out', ''],
    ['`active: true` of another issuer', 'keep out', active({ iss: 'https://evil.example' })],
    ['`active: true` for another audience', 'keep out', active({ aud: ['https://other.example'] })],
    ['`active: true` for no audience', 'keep out', active({ aud: undefined })],
    ['`active: true`, and an `exp` that is past', 'keep out', active({ exp: now - 60 })],
    ['`active: true`, and an `nbf` in ten minutes', 'keep out', active({ nbf: now + 600 })],
    ['`active: true` without a `sub`', 'keep out', active({ sub: undefined })],
    ['`active: true`, of a token bound to a DPoP key', 'keep out', active({ cnf: { jkt: 'A'.repeat(43) } })],
    [
      '`active: true`, of a token bound to a certificate',
      'keep out',
      active({ cnf: { 'x5t#S256': 'A'.repeat(43) } }),
    ],
    ['`active: true`, of the type `N_A`', 'keep out', { ...active(), token_type: 'N_A' }],
  ]
  return said.map(([name, asks, body, status]) => ({
    case: name,
    should: { asks, verifies: null },
    asked: { authorization: bearer(issuer.opaque(typeof body === 'string' ? body : { ...body }, status)) },
  }))
}
