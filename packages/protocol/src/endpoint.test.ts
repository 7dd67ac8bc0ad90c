import { describe, expect, it } from 'vitest'
import { isSafeEndpoint } from './endpoint.ts'

describe('endpoints that may get credentials (DISC-2)', () => {
  it.each([
    'https://issuer.example/token',
    'https://issuer.example:8443/token?a=b',
    'https://127.0.0.1/token',
  ])('%s is safe', (url) => {
    expect(isSafeEndpoint(url, {})).toBe(true)
  })

  it.each(['http://127.0.0.1/token', 'http://localhost:8080/token', 'http://[::1]/token'])(
    '%s only where it was allowed',
    (url) => {
      expect(isSafeEndpoint(url, {})).toBe(false)
      expect(isSafeEndpoint(url, { allowPlainHttpOnLoopback: false })).toBe(false)
      expect(isSafeEndpoint(url, { allowPlainHttpOnLoopback: true })).toBe(true)
    },
  )

  it.each([
    'http://issuer.example/token',
    'http://localhost.evil.example/token',
    'http://localhost@evil.example/token',
    'https://user@issuer.example/token',
    'https://user:word@issuer.example/token',
    'https://issuer.example/token#part',
    'https://issuer.example/a b',
    'https://issuer.example\\@evil.example/',
    ' https://issuer.example/',
    'https://issuer.example/\n',
    'https://issüer.example/',
    'ftp://127.0.0.1/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '//issuer.example/token',
    '/token',
    '',
  ])('%o never', (url) => {
    expect(isSafeEndpoint(url, { allowPlainHttpOnLoopback: true })).toBe(false)
  })
})
