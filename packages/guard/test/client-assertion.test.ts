import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createGuard, type Guard, type GuardEvent, type GuardOptions } from '../src/index.ts'
import { basicCredential } from '../src/introspection/basic-credential.ts'
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  anAnswer,
  apiClient,
  appClient,
  aRequest,
  asPrincipal,
  asRefusal,
  noon,
  project,
} from './support/builders.ts'
import { outcomeOf } from './support/with-keys.ts'
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

describe('a credential that is replaced while the guard runs (KEY-2)', () => {
  const next = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const nextFile = {
    ...keyFile,
    keyId: '300000000000000010',
    key: next.privateKey.export({ type: 'pkcs1', format: 'pem' }),
  }
  /** The issuer knows one key, and refuses every other one as ZITADEL does (contract 7.1). */
  const knowsOnly = (keyId: string) => {
    issuer.reply = ({ form }, response) => {
      const { kid } = decodeProtectedHeader(form.get('client_assertion') ?? '')
      if (kid === keyId) return void response.end(JSON.stringify(anAnswer(issuer.issuer)))
      response.writeHead(400).end(JSON.stringify({ error: 'invalid_client' }))
    }
  }
  let file: unknown
  let readings: number
  beforeEach(() => {
    file = keyFile
    readings = 0
  })
  const read = () => {
    readings += 1
    if (file instanceof Error) throw file
    return file
  }
  const outcome = async (guard: Guard) => outcomeOf(await guard(aRequest('Bearer abc')))

  it('is read again when the issuer refuses it, and the question is asked once more: nobody is refused', async () => {
    const guard = guardOf({ keyFile: read })
    knowsOnly(keyFile.keyId)
    expect(await outcome(guard)).toBe('principal')
    file = nextFile
    expect(await outcome(guard)).toBe('principal')
    expect(readings).toBe(1)
    knowsOnly(nextFile.keyId)
    expect(await outcome(guard)).toBe('principal')
    expect([readings, issuer.calls.length]).toEqual([2, 4])
    const assertion = issuer.calls.at(-1)?.form.get('client_assertion') ?? ''
    await expect(jwtVerify(assertion, next.publicKey, { currentDate: new Date(noon) })).resolves.toBeDefined()
  })

  it('is read once for all who are refused together', async () => {
    const guard = guardOf({ keyFile: read })
    file = nextFile
    knowsOnly(nextFile.keyId)
    const asking = Array.from({ length: 20 }, (_, n) => guard(aRequest(`Bearer ${n}`)))
    expect((await Promise.all(asking)).map(outcomeOf)).toEqual(asking.map(() => 'principal'))
    expect(readings).toBe(2)
  })

  it('is not asked with again where it is the same, was given as a value, or belongs to another client', async () => {
    knowsOnly('other')
    for (const [given, found] of [
      [read, keyFile],
      [keyFile, nextFile],
      [read, { ...nextFile, clientId: appClient }],
    ] as const) {
      file = keyFile
      const guard = guardOf({ keyFile: given })
      file = found
      const before = issuer.calls.length
      expect(await outcome(guard)).toBe('credential_refused')
      expect(issuer.calls.length).toBe(before + 1)
    }
  })

  it('that cannot be read, or is half written, is read again the next time', async () => {
    const events: GuardEvent[] = []
    const guard = guardOf({ keyFile: read }, { onEvent: (event) => events.push(event) })
    knowsOnly(nextFile.keyId)
    for (const found of [new Error('canary'), undefined, { ...nextFile, key: '-----BEGIN canary' }]) {
      file = found
      expect(await outcome(guard)).toBe('credential_refused')
    }
    expect(JSON.stringify(events)).not.toContain('canary')
    file = nextFile
    expect(await outcome(guard)).toBe('principal')
  })

  it('must be there when the guard is made, and what is wrong with it is not shown', () => {
    for (const found of [new Error('canary'), 'canary', { canary: 1 }]) {
      file = found
      expect(() => guardOf({ keyFile: read })).toThrow(/introspection\.keyFile: (cannot be read|must be)/)
      expect(() => guardOf({ keyFile: read })).not.toThrow('canary')
    }
  })

  it('may be a secret as well', async () => {
    let secret = 'one'
    const introspection = { clientId: apiClient, clientSecret: () => secret }
    const guard = guardOf({}, { introspection })
    const right = basicCredential(apiClient, 'two')
    issuer.reply = ({ headers }, response) =>
      headers.authorization === right
        ? void response.end(JSON.stringify(anAnswer(issuer.issuer)))
        : void response.writeHead(401).end('{"error":"invalid_client"}')
    for (const found of ['one', '']) {
      secret = found
      expect(await outcome(guard)).toBe('credential_refused')
    }
    secret = 'two'
    expect(await outcome(guard)).toBe('principal')
    expect(() => guardOf({}, { introspection: { ...introspection, clientSecret: () => '' } })).toThrow(
      'introspection.clientSecret: must be a text that is not empty',
    )
  })
})
