import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withoutSecrets } from './mask-secrets.ts'
import { readRecording, recordingsFolder } from './recordings.ts'
import { scenarios } from './scenarios/all.ts'

/** What must not stand in a file that everyone can read. On purpose not what masks it: both would share a hole. */
const secrets: readonly (readonly [what: string, shape: RegExp])[] = [
  ['a JWT or JWE (or any JSON in base64)', /eyJ[\w-]/],
  ['a PEM block', /-----(?:BEGIN|END)/],
  ['a PEM block in base64', /LS0tLS/],
  ['a TOTP registration', /otpauth:/],
  ['a code in a URL', /[?&#](?:amp;)?code=(?!<)/],
  ['credentials', /\b(?:Bearer|Basic) (?!instead of)[\w.~+/-]{6,}/],
  ['a password of the lab', /Passw0rd|Wrong1!/],
  [
    'a secret in its field',
    /"(?:token|sessionToken|clientSecret|secret|keyDetails|keyContent|at_hash|client_assertion)":"(?!<[\w ]+>")/,
  ],
  ['recovery codes', /"recoveryCodes":(?!\["<value>"(?:,"<value>")*\])/],
  ['a private key', /"(?:d|p|q|dp|dq|qi)":"(?!<)/],
]

function secretsIn(line: string): readonly string[] {
  const withoutIds = line.replaceAll(/\d{15,}/g, '')
  const runs = withoutIds.match(/[\w+-]{20,}|[A-Za-z0-9+/]{60,}/g) ?? []
  const opaque = runs.filter((run) => /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run))
  return [
    ...secrets.filter(([, shape]) => shape.test(line)).map(([what]) => what),
    ...opaque.map((run) => `a long opaque text: ${run.slice(0, 8)}…`),
  ]
}

describe('the recordings', () => {
  it.each(readdirSync(recordingsFolder))('hold no key, secret, token or code in %s', (file) => {
    const lines = readFileSync(join(recordingsFolder, file), 'utf8').split('\n')
    const found = lines.flatMap((line, index) =>
      secretsIn(line).map((what) => `${file}:${index + 1} ${what}`),
    )
    expect(found).toEqual([])
  })

  it('are those of the scenarios, and no other', () => {
    expect(readdirSync(recordingsFolder).sort()).toEqual(scenarios.map(({ name }) => `${name}.jsonl`))
  })

  it.each(scenarios)('come out of masking as they are in $name', ({ name }) => {
    const recording = readRecording(name)
    expect(recording.map(withoutSecrets)).toEqual(recording)
  })
})

describe('the search for secrets', () => {
  const base64url = 'Zk3TqPz0_vYt9sLmR-x2AbCdEf'

  it.each([
    ['{"token":"short"}', 'a secret in its field'],
    [`{"path":"/v2/sessions/1?sessionToken=${base64url}"}`, 'a long opaque text: Zk3TqPz0…'],
    ['{"access_token":"eyJhbGciOiJub25lIn0.e30."}', 'a JWT or JWE (or any JSON in base64)'],
    [String.raw`{"key":"-----BEGIN RSA PRIVATE KEY-----\nMII"}`, 'a PEM block'],
    ['{"x":"LS0tLS1CRUdJTg=="}', 'a PEM block in base64'],
    ['{"recoveryCodes":["fej7a-jbpt1"]}', 'recovery codes'],
    ['{"recoveryCodes":["<value>","fej7a-jbpt1"]}', 'recovery codes'],
    ['{"callbackUrl":"http://localhost:9090/callback?code=AbC12&state=s"}', 'a code in a URL'],
    ['{"kty":"RSA","d":"AQAB"}', 'a private key'],
    ['{"authorization":"Bearer abcdef"}', 'credentials'],
    [`{"key":"${'Ab1/Cd2+Ef3/'.repeat(5)}"}`, 'a long opaque text: Ab1/Cd2+…'],
  ])('finds it in %s', (line, what) => {
    expect(secretsIn(line)).toContain(what)
  })

  it('takes ids, times and paths for what they are', () => {
    const line =
      '{"path":"/zitadel.application.v2.ApplicationService/CreateApplicationKey","jti":"V2_400659805607300134-at_400659805607365670","at":"2026-11-22T00:33:15.363676Z"}'
    expect(secretsIn(line)).toEqual([])
  })
})
