import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { bearer, type Case } from './case.ts'
import type { Demand } from './comparison.ts'
import { encode, type Issuer } from './issuer.ts'

/** JWTs as an attacker writes them, and as an issuer should never: for whoever verifies signatures. */
export function forgedCases(issuer: Issuer): readonly Case[] {
  const { publicKey: attackersKey, privateKey: attackersSecret } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  })
  const jwk = attackersKey.export({ format: 'jwk' })
  const { header, claims, publicKey } = issuer
  const byIssuer = (over: object = {}, more: object = {}) =>
    issuer.jwt(header({ ...more }), claims({ ...over }))
  const byAttacker = (more: object) => signedBy(attackersSecret, header({ ...more }), claims())
  const now = Math.floor(Date.now() / 1000)
  const text = JSON.stringify(claims())
  const good = byIssuer()
  const [head = '', , signature = ''] = good.split('.')
  const thumbprint = 'A'.repeat(43)

  const refused: Readonly<Record<string, string>> = {
    '`alg: none`, no signature': `${encode(header({ alg: 'none' }))}.${encode(claims())}.`,
    '`alg: nOnE`, no signature': `${encode(header({ alg: 'nOnE' }))}.${encode(claims())}.`,
    'no signature under `alg: RS256`': `${encode(header())}.${encode(claims())}.`,
    'HS256, keyed with the public key (PEM)': hmac(publicKey.export({ format: 'pem', type: 'spki' })),
    'HS256, keyed with the public key (DER)': hmac(publicKey.export({ format: 'der', type: 'spki' })),
    'HS256, keyed with the public key (JWK)': hmac(JSON.stringify(publicKey.export({ format: 'jwk' }))),
    'signed by another key under the right `kid`': byAttacker({}),
    'signed by another key, unknown `kid`': byAttacker({ kid: 'another' }),
    '`kid` is a path': byAttacker({ kid: '../../../../dev/null' }),
    '`kid` is an object': byAttacker({ kid: { $ne: '' } }),
    'signed by the key in its header (`jwk`)': byAttacker({ jwk }),
    'signed by a key at an address in its header (`jku`)': byAttacker({ jku: 'http://127.0.0.1:9/keys' }),
    'signed by a key at an address in its header (`x5u`)': byAttacker({ x5u: 'http://127.0.0.1:9/chain' }),
    'claims replaced under a good signature': `${head}.${encode(claims({ sub: 'root' }))}.${signature}`,
    'an unknown extension in `crit`': byIssuer({}, { crit: ['exp'], exp: now + 600 }),
    '`b64: false` in `crit`': byIssuer({}, { crit: ['b64'], b64: false }),
    'a member named twice in the claims': issuer.jwt(header(), text.replace('{', '{"sub":"root",')),
    'a member named twice in the header': issuer.jwt(
      JSON.stringify(header()).replace('{', '{"alg":"none",'),
      claims(),
    ),
    'claims that are no UTF-8': issuer.jwt(
      header(),
      Buffer.from(text.replace('"ada"', '"\u00ff"'), 'latin1'),
    ),
    'claims that are a list': issuer.jwt(header(), `[${text}]`),
    'the signature with other unused bits': otherUnusedBits(good),
    'a `=` at its end': `${good}=`,
    '`typ: JWT`: any other kind of JWT': byIssuer({}, { typ: 'JWT' }),
    'no `typ`': byIssuer({}, { typ: undefined }),
    '`typ: logout+jwt`: a logout token': byIssuer({ events: {} }, { typ: 'logout+jwt' }),
    'another issuer in `iss`': byIssuer({ iss: 'https://evil.example' }),
    '`iss` with a slash at its end': byIssuer({ iss: `${issuer.settings.issuer}/` }),
    'no `iss`': byIssuer({ iss: undefined }),
    'another audience': byIssuer({ aud: 'https://other.example' }),
    'an audience that begins as ours does': byIssuer({ aud: 'https://api.example.evil.example' }),
    'no audience': byIssuer({ aud: undefined }),
    'expired a minute ago': byIssuer({ exp: now - 60 }),
    'no `exp`': byIssuer({ exp: undefined }),
    '`exp` in a text': byIssuer({ exp: '9999999999' }),
    '`nbf` in ten minutes': byIssuer({ nbf: now + 600 }),
    '`iat` in ten minutes': byIssuer({ iat: now + 600, exp: now + 1_200 }),
    'no `sub`': byIssuer({ sub: undefined }),
    'an empty `sub`': byIssuer({ sub: '' }),
    '`sub` is a number': byIssuer({ sub: 1 }),
    'bound to a DPoP key, sent as Bearer': byIssuer({ cnf: { jkt: thumbprint } }),
    'bound to a certificate, sent without one': byIssuer({ cnf: { 'x5t#S256': thumbprint } }),
    'bound in an unknown way': byIssuer({ cnf: { 'urn:example:binding': 'x' } }),
    '15,000 characters that are no JWT': 'a'.repeat(15_000),
  }
  const accepted: Readonly<Record<string, string>> = {
    'a good `at+jwt`': good,
    'a good one, `typ: application/AT+JWT`': byIssuer({}, { typ: 'application/AT+JWT' }),
    'a good one for several audiences': byIssuer({ aud: ['https://other.example', 'https://api.example'] }),
  }
  return [...casesOf(accepted, 'accept'), ...casesOf(refused, 'refuse')]

  function hmac(secret: string | Buffer): string {
    const signed = `${encode(header({ alg: 'HS256' }))}.${encode(claims())}`
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
  }
}

const casesOf = (tokens: Readonly<Record<string, string>>, verifies: Demand): readonly Case[] =>
  Object.entries(tokens).map(([name, token]) => ({
    case: name,
    should: { asks: null, verifies },
    asked: { authorization: bearer(token) },
  }))

function signedBy(key: KeyObject, header: object, claims: object): string {
  const signed = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

/** 256 bytes leave four bits of the last character unused: another character stands for the same bytes. */
function otherUnusedBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(token.at(-1) ?? '')
  return `${token.slice(0, -1)}${alphabet[last ^ 1] ?? ''}`
}
