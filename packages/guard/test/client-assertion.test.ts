import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createGuard, type GuardOptions } from '../src/index.ts'
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anAnswer, apiClient, aRequest, asPrincipal, asRefusal, noon, project } from './support/builders.ts'
import { type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
/** As ZITADEL writes it: PKCS#1 (contract 2.2). */
const keyFile = {
  type: 'application',
  keyId: '300000000000000009',
  key: privateKey.export({ type: 'pkcs1', format: 'pem' }),
  appId: '300000000000000008',
  clientId: apiClient,
}

let issuer: ScriptedIssuer
beforeEach(async () => {
  issuer = await startScriptedIssuer()
  issuer.answer = () => anAnswer(issuer.issuer)
})
afterEach(() => issuer.close())

const guardOf = (over: object = {}, options: Partial<GuardOptions> = {}) =>
  createGuard({
    issuer: issuer.issuer,
    introspection: { keyFile, randomBytes: (length) => new Uint8Array(randomBytes(length)), ...over },
    audience: project,
    fetch,
    now: () => noon,
    onEvent: () => {},
    cache: { maxAgeSeconds: 0 },
    ...options,
  })

describe('a guard with a key file (RFC 7523, private_key_jwt)', () => {
  it('signs an assertion for the issuer as its one audience, with the type of its own (CAUTH-2, CAUTH-3)', async () => {
    asPrincipal(await guardOf()(aRequest('Bearer abc')))
    const [call] = issuer.calls
    const assertion = call?.form.get('client_assertion') ?? ''
    expect(call?.form.get('client_assertion_type')).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    )
    expect(decodeProtectedHeader(assertion)).toEqual({
      alg: 'RS256',
      kid: keyFile.keyId,
      typ: 'client-authentication+jwt',
    })
    const { payload } = await jwtVerify(assertion, publicKey, { currentDate: new Date(noon) })
    expect(payload).toEqual({
      iss: apiClient,
      sub: apiClient,
      aud: issuer.issuer,
      iat: noon / 1000 - 5,
      exp: noon / 1000 + 55,
      jti: expect.stringMatching(/^[\w-]{22}$/),
    })
  })

  it('sends nothing else to show who it is, and nothing in the address (CAUTH-4)', async () => {
    asPrincipal(await guardOf()(aRequest('Bearer abc')))
    const [call] = issuer.calls
    expect(call?.headers.authorization).toBeUndefined()
    expect(call?.url).not.toContain('?')
  })

  it('signs a new one each time, after a failure too (CAUTH-5)', async () => {
    const guard = guardOf()
    issuer.reply = (_, response) => void response.writeHead(503).end()
    asRefusal(await guard(aRequest('Bearer abc')))
    issuer.reply = undefined
    asPrincipal(await guard(aRequest('Bearer abc')))
    asPrincipal(await guard(aRequest('Bearer abc')))
    const ids = issuer.calls.map(({ form }) => decodeJwt(form.get('client_assertion') ?? '').jti)
    expect(new Set(ids).size).toBe(3)
  })

  it('types it as JWT only where that was said (CAUTH-3)', async () => {
    asPrincipal(await guardOf({ assertionType: 'JWT' })(aRequest('Bearer abc')))
    expect(decodeProtectedHeader(issuer.calls[0]?.form.get('client_assertion') ?? '').typ).toBe('JWT')
  })

  it('stops where the issuer does not offer it, also by saying nothing (DISC-3)', async () => {
    for (const offered of [['client_secret_basic'], undefined]) {
      issuer.metadata = { ...issuer.metadata, introspection_endpoint_auth_methods_supported: offered }
      await expect(guardOf().prepare()).rejects.toMatchObject({ reason: 'issuer_unsuitable' })
    }
  })

  it('counts the roles of its own project where the audience is its client', async () => {
    const principal = asPrincipal(await guardOf({}, { audience: apiClient })(aRequest('Bearer abc')))
    expect(principal.hasRole('editor')).toBe(true)
  })

  it('reads PKCS#8 as well, and refuses every other file without showing anything of it', () => {
    expect(() =>
      guardOf({ keyFile: { ...keyFile, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) } }),
    ).not.toThrow()
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    for (const [file, expected] of [
      [null, 'parsed JSON'],
      [JSON.stringify(keyFile), 'parsed JSON'],
      [{ ...keyFile, type: 'serviceaccount' }, 'API application'],
      [{ ...keyFile, clientId: '' }, 'clientId'],
      [{ ...keyFile, keyId: undefined }, 'keyId'],
      [{ ...keyFile, key: 'canary' }, 'no RSA key'],
      [{ ...keyFile, key: small.export({ type: 'pkcs1', format: 'pem' }) }, 'no RSA key'],
      [{ ...keyFile, key: curve.export({ type: 'pkcs8', format: 'pem' }) }, 'no RSA key'],
    ] as const) {
      const attempt = () => guardOf({ keyFile: file })
      expect(attempt).toThrow(expected)
      expect(attempt).not.toThrow(/canary|PRIVATE/)
    }
  })
})
