import { describe, expect, it } from 'vitest'
import { checkMetadata, type MetadataExpectation, metadataUrl, parseMetadata } from './metadata.ts'

const issuer = 'https://issuer.example/tenant'
const expected: MetadataExpectation = { issuer, endpoints: ['token_endpoint'] }
const document = {
  issuer,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  something_else: { not: 'used' },
}
const refused = (code: string): unknown => expect.objectContaining({ name: 'ProtocolError', code })

describe('server metadata (RFC 8414)', () => {
  it('is read as far as it is used', () => {
    const { something_else: _, ...used } = document
    expect(parseMetadata(document, expected)).toEqual(used)
  })

  it.each([
    ['a trailing slash', `${issuer}/`],
    ['capitals', 'https://Issuer.example/tenant'],
    ['another host', 'https://issuer.example.evil.example/tenant'],
    ['the default port', 'https://issuer.example:443/tenant'],
    ['an escape', 'https://issuer.example/%74enant'],
    ['a space', `${issuer} `],
  ])('is refused when its issuer differs by %s (§3.3, DISC-1)', (_, other) => {
    expect(() => parseMetadata({ ...document, issuer: other }, expected)).toThrow(refused('ISSUER_MISMATCH'))
    expect(() => parseMetadata(document, { ...expected, issuer: other })).toThrow(
      expect.objectContaining({ name: 'ProtocolError' }),
    )
  })

  it('is refused when any endpoint is not safe, needed or not (DISC-2)', () => {
    for (const name of [
      'token_endpoint',
      'jwks_uri',
      'revocation_endpoint',
      'device_authorization_endpoint',
    ]) {
      const insecure = { ...document, [name]: 'http://issuer.example/x' }
      expect(() => parseMetadata(insecure, expected)).toThrow(refused('ENDPOINT_INSECURE'))
    }
  })

  it('may be that of an issuer on this machine only where plain http was allowed', () => {
    const local = { issuer: 'http://localhost:8080', token_endpoint: 'http://localhost:8080/token' }
    const rule = { issuer: local.issuer, endpoints: [] }
    expect(() => parseMetadata(local, rule)).toThrow(refused('ISSUER_INVALID'))
    expect(parseMetadata(local, { ...rule, allowPlainHttpOnLoopback: true })).toEqual(local)
    const abroad = { ...local, token_endpoint: 'http://issuer.example/token' }
    expect(() => parseMetadata(abroad, { ...rule, allowPlainHttpOnLoopback: true })).toThrow(
      refused('ENDPOINT_INSECURE'),
    )
  })

  it('is refused without an endpoint that is needed', () => {
    const { token_endpoint: _, ...without } = document
    expect(() => parseMetadata(without, expected)).toThrow(refused('METADATA_MALFORMED'))
    expect(parseMetadata(without, { issuer, endpoints: [] })).not.toHaveProperty('token_endpoint')
  })

  it.each([
    [undefined],
    [null],
    ['text'],
    [[document]],
    [{ ...document, issuer: undefined }],
    [{ ...document, issuer: [issuer] }],
    [{ ...document, token_endpoint: 7 }],
    [{ ...document, code_challenge_methods_supported: 'S256' }],
    [{ ...document, code_challenge_methods_supported: ['S256', 1] }],
    [{ ...document, authorization_response_iss_parameter_supported: 'true' }],
  ])('is refused when it is %j', (malformed) => {
    expect(() => parseMetadata(malformed, expected)).toThrow(refused('METADATA_MALFORMED'))
  })

  it('is checked in the same way when somebody else has read it', () => {
    expect(() => checkMetadata({ issuer, token_endpoint: 'https://a.example/' }, expected)).not.toThrow()
    expect(() =>
      checkMetadata({ issuer: `${issuer}/`, token_endpoint: 'https://a.example/' }, expected),
    ).toThrow(refused('ISSUER_MISMATCH'))
    expect(() => checkMetadata({ issuer }, expected)).toThrow(refused('METADATA_MALFORMED'))
  })
})

describe('the place of server metadata', () => {
  it.each([
    ['https://issuer.example', 'openid', 'https://issuer.example/.well-known/openid-configuration'],
    ['https://issuer.example/', 'openid', 'https://issuer.example/.well-known/openid-configuration'],
    ['https://issuer.example/a/b', 'openid', 'https://issuer.example/a/b/.well-known/openid-configuration'],
    ['https://issuer.example', 'oauth', 'https://issuer.example/.well-known/oauth-authorization-server'],
    [
      'https://issuer.example/a/b',
      'oauth',
      'https://issuer.example/.well-known/oauth-authorization-server/a/b',
    ],
  ] as const)('of %s for %s is %s', (from, kind, url) => {
    expect(metadataUrl(from, kind, {})).toBe(url)
  })

  it.each([
    'http://issuer.example',
    'http://localhost:8080',
    'https://issuer.example?a',
    'https://issuer.example/?',
    'https://issuer.example#',
    'https://user@issuer.example',
    'issuer.example',
    '',
  ])('of %o is nowhere', (from) => {
    expect(() => metadataUrl(from, 'openid', {})).toThrow(refused('ISSUER_INVALID'))
  })
})
