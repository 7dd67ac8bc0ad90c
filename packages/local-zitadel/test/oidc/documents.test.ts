import { compactVerify, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { type SigningAlgorithm, signingAlgorithms } from '../../src/tokens/web-key.ts'
import { handleOidc } from '../../src/oidc/handle.ts'
import { atHash } from '../../src/tokens/at-hash.ts'
import { addApplication, addHuman, addKey, aLab, bodyOf, claimsOf, issuer, login } from './lab.ts'

describe('discovery (contract 1.2, 1.3)', () => {
  it('follows the host of the request', async () => {
    const lab = await aLab()
    const there = await handleOidc(
      lab.context({ path: '/.well-known/openid-configuration', issuer: 'https://id.example' }),
    )
    expect(bodyOf(there)).toMatchObject({
      issuer: 'https://id.example',
      token_endpoint: 'https://id.example/oauth/v2/token',
      end_session_endpoint: 'https://id.example/oidc/v1/end_session',
    })
  })

  it('leaves out what the original leaves out, and claims what it claims', async () => {
    const lab = await aLab()
    const document = bodyOf(await lab.get('/.well-known/openid-configuration'))
    for (const absent of [
      'registration_endpoint',
      'pushed_authorization_request_endpoint',
      'acr_values_supported',
      'dpop_signing_alg_values_supported',
    ]) {
      expect(document).not.toHaveProperty(absent)
    }
    expect(document['grant_types_supported']).not.toContain('urn:ietf:params:oauth:grant-type:token-exchange')
    expect(document).toMatchObject({
      issuer,
      request_parameter_supported: true,
      request_uri_parameter_supported: false,
    })
  })
})

describe('the keys (contract 1.4)', () => {
  it('are all published, public halves only, and may be kept for five minutes', async () => {
    const lab = await aLab()
    const waiting = await addKey(lab, 'EdDSA', 'initial')
    const answer = await lab.get('/oauth/v2/keys')
    const { keys } = bodyOf(answer) as { keys: Record<string, unknown>[] }
    expect(answer.headers['cache-control']).toBe('max-age=300, must-revalidate')
    expect(keys.map(({ kid }) => kid)).toEqual([...lab.instance.webKeys.keys()])
    expect(keys.at(-1)).toEqual({
      use: 'sig',
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.any(String),
      kid: waiting,
      alg: 'EdDSA',
    })
    expect(String(answer.body)).not.toContain('"d"')
  })

  it.each(signingAlgorithms)(
    'sign with %s from the moment it is active, at_hash included',
    async (algorithm: SigningAlgorithm) => {
      const lab = await aLab()
      const kid = await addKey(lab, algorithm, 'active')
      const tokens = await login(lab, addApplication(lab, 'web', 'main'), addHuman(lab, 'ada'))
      const { keys } = bodyOf(await lab.get('/oauth/v2/keys')) as { keys: Record<string, string>[] }
      const published = keys.find((key) => key['kid'] === kid) ?? {}
      const { protectedHeader } = await compactVerify(
        String(tokens['id_token']),
        await importJWK(published, algorithm),
      )
      expect(protectedHeader).toEqual({ alg: algorithm, kid, typ: 'JWT' })
      expect(claimsOf(tokens['id_token'])['at_hash']).toBe(atHash(String(tokens['access_token']), algorithm))
    },
  )
})

describe('the headers of the OIDC endpoints (contract 1.6)', () => {
  it('forbid keeping an answer and set a fresh cookie each time', async () => {
    const lab = await aLab()
    const cookie = 'zitadel.useragent=abc'
    const answers = [
      await lab.get('/.well-known/openid-configuration', {}, { cookie }),
      await lab.post('/oauth/v2/token', {}),
      await lab.get('/oidc/v1/userinfo'),
      await lab.get('/oauth/v2/nothing'),
    ]
    const cookies = answers.map(({ headers }) => String(headers['set-cookie']))
    for (const { headers } of answers)
      expect(headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' })
    for (const one of cookies) {
      expect(one).toMatch(
        /^zitadel\.useragent=[\w-]{100,}; Path=\/; Domain=localhost; Max-Age=31536000; HttpOnly; SameSite=Lax$/,
      )
    }
    expect(new Set(cookies).size).toBe(cookies.length)
  })

  it('answer an unknown path in plain text', async () => {
    const lab = await aLab()
    expect(await lab.get('/oauth/v2/nothing')).toMatchObject({ status: 404, body: '404 page not found\n' })
  })

  it('let a defect of ours through to the server instead of dressing it up', async () => {
    const lab = await aLab()
    const broken = lab.context({
      path: '/oauth/v2/keys',
      world: { ...lab.world, signingKeysReady: () => Promise.reject(new Error('no keys')) },
    })
    await expect(handleOidc(broken)).rejects.toThrow('no keys')
  })
})
