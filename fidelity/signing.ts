import {
  constants,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  sign,
} from 'node:crypto'
import { issuer } from './names.ts'
import { type Fields, type Late, resolveFields, type Run } from './values.ts'

type Algorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA'

/** Key pairs of the lab itself, one of each in a run. `stranger` is an RSA key that ZITADEL has never seen. */
const pairs = {
  ed25519: () => generateKeyPairSync('ed25519'),
  p256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  stranger: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
} as const satisfies Record<string, () => KeyPairKeyObjectResult>

/** How a JWT is signed when not as its key file says. */
export interface Signing {
  readonly alg?: Algorithm
  /** Another key id in the header, or `null` for none. */
  readonly kid?: string | null
  readonly pair?: keyof typeof pairs
}

/** A point in time, as JWTs have it. */
export function secondsFromNow(seconds: number): Late {
  return ({ now }) => Math.floor(now() / 1000) + seconds
}

/**
 * A JWT that a client signs to authenticate (RFC 7523), with a key file that an earlier row kept, such as `keys.login`.
 * Claims may be changed, and left out by `undefined`.
 */
export function assertion(keptKey: string, claims: Fields = {}, signing: Signing = {}): Late {
  return (run) => {
    const { clientId, userId } = keyFile(keptKey, run)
    const subject = clientId ?? userId
    const usual: Fields = {
      iss: subject,
      sub: subject,
      aud: issuer,
      iat: secondsFromNow(-5),
      exp: secondsFromNow(300),
      jti: run.random(16),
    }
    return signedJwt(keptKey, { ...usual, ...claims }, signing)(run)
  }
}

/** Any claims, signed with a kept key file. */
export function signedJwt(keptKey: string, claims: Fields, signing: Signing = {}): Late {
  return (run) => {
    const file = keyFile(keptKey, run)
    const { alg = 'RS256', kid = file.keyId, pair } = signing
    const header = { alg, ...(kid === null ? {} : { kid: run.fill(kid) }), typ: 'JWT' }
    const signed = `${encoded(header)}.${encoded(resolveFields(claims, run))}`
    const key = pair === undefined ? createPrivateKey(file.key) : keyPair(pair, run).privateKey
    return `${signed}.${signatureOf(alg, Buffer.from(signed), key).toString('base64url')}`
  }
}

/** What a kept JWT says, under its own header, signed by a key of the lab that ZITADEL has never seen. */
export function forged(keptJwt: string): Late {
  return (run) => {
    const signed = run.fill(keptJwt).split('.').slice(0, 2).join('.')
    const signature = signatureOf('RS256', Buffer.from(signed), keyPair('stranger', run).privateKey)
    return `${signed}.${signature.toString('base64url')}`
  }
}

/** Claims with `alg: none` and an empty signature. */
export function unsignedJwt(claims: Fields): Late {
  return (run) => `${encoded({ alg: 'none' })}.${encoded(resolveFields(claims, run))}.`
}

/** The same value each time it is used in a run: an assertion that is sent twice. */
export function always(name: string, late: Late): Late {
  return (run) => run.once(name, () => late(run))
}

/** The public half of one of the lab's own keys, as ZITADEL takes it: PEM, in base64. */
export function publicKey(pair: keyof typeof pairs): Late {
  return (run) => {
    const pem = keyPair(pair, run).publicKey.export({ type: 'spki', format: 'pem' })
    return Buffer.from(pem).toString('base64')
  }
}

function keyPair(pair: keyof typeof pairs, run: Run): KeyPairKeyObjectResult {
  return run.once(`key pair ${pair}`, pairs[pair])
}

/** ZITADEL's key files (contract 2.2). */
interface KeyFile {
  readonly keyId: string
  /** PEM. */
  readonly key: string
  /** Of an application. */
  readonly clientId?: string
  /** Of a service user. */
  readonly userId?: string
}

function keyFile(kept: string, run: Run): KeyFile {
  // As the server under test wrote it a moment ago; a wrong one fails where it is used.
  return JSON.parse(Buffer.from(run.fill(kept), 'base64').toString('utf8')) as KeyFile
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signatureOf(algorithm: Algorithm, signed: Buffer, key: KeyObject): Buffer {
  const padding = constants.RSA_PKCS1_PSS_PADDING
  switch (algorithm) {
    case 'RS256':
      return sign('sha256', signed, key)
    case 'PS256':
      return sign('sha256', signed, { key, padding, saltLength: 32 })
    case 'ES256':
      return sign('sha256', signed, { key, dsaEncoding: 'ieee-p1363' })
    case 'EdDSA':
      return sign(null, signed, key)
  }
}
