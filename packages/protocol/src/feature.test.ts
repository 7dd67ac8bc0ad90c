import { describe, expect, it } from 'vitest'
import { type Feature, isOffered, isUsed } from './feature.ts'
import type { ServerMetadata } from './metadata.ts'

const issuer = 'https://issuer.example'

const offers: Readonly<Record<Feature, ServerMetadata>> = {
  pkce: { issuer, code_challenge_methods_supported: ['plain', 'S256'] },
  par: { issuer, pushed_authorization_request_endpoint: `${issuer}/par` },
  jar: { issuer, request_object_signing_alg_values_supported: ['none', 'RS256'] },
  dpop: { issuer, dpop_signing_alg_values_supported: ['ES256'] },
  mtls: { issuer, tls_client_certificate_bound_access_tokens: true },
  iss: { issuer, authorization_response_iss_parameter_supported: true },
}

const features = Object.keys(offers) as Feature[]

describe('features that policy may require (DISC-3)', () => {
  it.each(features)('%s: the matrix of policy and offer', (feature) => {
    const [offered, absent] = [offers[feature], { issuer }]
    expect(isUsed(offered, feature, 'required')).toBe(true)
    expect(isUsed(offered, feature, 'optional')).toBe(true)
    expect(isUsed(offered, feature, 'off')).toBe(false)
    expect(() => isUsed(absent, feature, 'required')).toThrow(
      expect.objectContaining({ code: 'FEATURE_NOT_OFFERED' }),
    )
    expect(isUsed(absent, feature, 'optional')).toBe(false)
    expect(isUsed(absent, feature, 'off')).toBe(false)
  })

  it.each(features)('%s is offered by its own member alone', (feature) => {
    expect(features.filter((other) => isOffered(offers[other], feature))).toEqual([feature])
  })

  it('count as absent in their weak forms', () => {
    expect(isOffered({ issuer, code_challenge_methods_supported: ['plain'] }, 'pkce')).toBe(false)
    expect(isOffered({ issuer, request_object_signing_alg_values_supported: ['none'] }, 'jar')).toBe(false)
    expect(isOffered({ issuer, dpop_signing_alg_values_supported: [] }, 'dpop')).toBe(false)
    expect(isOffered({ issuer, tls_client_certificate_bound_access_tokens: false }, 'mtls')).toBe(false)
  })
})
