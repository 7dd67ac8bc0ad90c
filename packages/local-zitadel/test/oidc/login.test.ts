import { describe, expect, it } from 'vitest'
import {
  addApplication,
  addHuman,
  addSession,
  aLab,
  basic,
  bodyOf,
  claimsOf,
  giveRoles,
  issuer,
  login,
} from './lab.ts'

describe('a login through authorize, bind and exchange (contract 0)', () => {
  it('ends in an opaque access token, a refresh token and an id_token of the proven session', async () => {
    const lab = await aLab()
    const application = addApplication(lab, 'web', 'main')
    const user = addHuman(lab, 'ada')
    giveRoles(lab, user, 'main', ['reader'])
    const session = addSession(lab, user, { totpCheckedAt: lab.now + 5 })
    const tokens = await login(lab, application, user, { session, parameters: { nonce: 'n1' } })
    expect(String(tokens['access_token'])).toHaveLength(288)
    expect(String(tokens['refresh_token'])).toHaveLength(310)
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 43199 })
    expect(tokens).not.toHaveProperty('scope')
    expect(claimsOf(tokens['id_token'])).toMatchObject({
      iss: issuer,
      sub: user.id,
      aud: [application.clientId, 'main'],
      azp: application.clientId,
      client_id: application.clientId,
      sid: session.id,
      nonce: 'n1',
      amr: ['pwd', 'otp', 'mfa'],
      exp: lab.now / 1000 + 43_200,
      iat: lab.now / 1000,
    })
    const asked = await lab.post(
      '/oauth/v2/introspect',
      { token: String(tokens['access_token']) },
      basic(application),
    )
    expect(bodyOf(asked)).toMatchObject({ active: true, sub: user.id, client_id: application.clientId })
  })
})
