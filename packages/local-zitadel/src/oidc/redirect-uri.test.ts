import { describe, expect, it } from 'vitest'
import type { OidcConfiguration } from '../state/model.ts'
import { checkRedirectUri } from './redirect-uri.ts'

const client = (given: Partial<OidcConfiguration>): OidcConfiguration => ({
  redirectUris: ['https://app.example/cb', 'http://app.example/cb', 'app:/cb', 'http://127.0.0.1/cb'],
  postLogoutRedirectUris: [],
  responseTypes: ['code'],
  grantTypes: [],
  applicationType: 'web',
  authMethodType: 'basic',
  developmentMode: false,
  accessTokenType: 'bearer',
  accessTokenRoleAssertion: false,
  idTokenRoleAssertion: false,
  idTokenUserinfoAssertion: false,
  clockSkewMs: 0,
  additionalOrigins: [],
  skipNativeAppSuccessPage: false,
  backChannelLogoutUri: '',
  loginVersion: { version: 'unspecified' },
  ...given,
})
const web = client({})
const spa = client({ applicationType: 'user_agent' })
const native = client({ applicationType: 'native' })

describe('a redirect URI (contract 4.8)', () => {
  it('must be registered to the letter', () => {
    expect(() => checkRedirectUri(web, 'https://app.example/cb', 'code')).not.toThrow()
    for (const uri of [
      'https://app.example/cb/',
      'https://app.example/cb?x=1',
      'https://APP.example/cb',
      'https://evil.example/cb',
    ]) {
      expect(() => checkRedirectUri(web, uri, 'code')).toThrow('redirect_uri_unregistered')
    }
  })

  it('may be plain http for a confidential client with the code flow, and for anybody in development mode', () => {
    expect(() => checkRedirectUri(web, 'http://app.example/cb', 'code')).not.toThrow()
    expect(() => checkRedirectUri(web, 'http://app.example/cb', 'id_token')).toThrow('redirect_uri_http')
    expect(() => checkRedirectUri(spa, 'http://app.example/cb', 'code')).toThrow('redirect_uri_http')
    const developing = client({ applicationType: 'user_agent', developmentMode: true })
    expect(() => checkRedirectUri(developing, 'http://app.example/cb', 'code')).not.toThrow()
  })

  it('is matched as a glob in development mode only', () => {
    const globs = { redirectUris: ['https://*.app.example/cb'] }
    expect(() =>
      checkRedirectUri(client({ ...globs, developmentMode: true }), 'https://pr7.app.example/cb', 'code'),
    ).not.toThrow()
    expect(() => checkRedirectUri(client(globs), 'https://pr7.app.example/cb', 'code')).toThrow(
      'redirect_uri_unregistered',
    )
  })

  it('of a native client may be its own scheme, or loopback with any port (RFC 8252 7.3)', () => {
    for (const uri of [
      'app:/cb',
      'http://127.0.0.1:51234/cb',
      'http://localhost:1/cb',
      'http://[::1]:9/cb',
    ]) {
      expect(() => checkRedirectUri(native, uri, 'code')).not.toThrow()
    }
    expect(() => checkRedirectUri(native, 'http://127.0.0.1:51234/other', 'code')).toThrow(
      'redirect_uri_unregistered',
    )
    expect(() => checkRedirectUri(native, 'http://app.example/cb', 'code')).toThrow('redirect_uri_http')
    expect(() => checkRedirectUri(native, 'http://127.0.0.1.evil.example/cb', 'code')).toThrow(
      'redirect_uri_unregistered',
    )
  })
})
