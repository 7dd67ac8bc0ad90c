import { parseChallenges } from '@postern/protocol'
import { describe, expect, it } from 'vitest'
import { type GuardOptions, resourceMetadataHandler } from '../src/index.ts'
import { asRefusal } from './support/builders.ts'
import { aSetting, bearer } from './support/with-keys.ts'

const describedBy = async (over: Partial<GuardOptions> = {}) => {
  const { guard } = await aSetting({ publicUrl: 'https://api.example', metadata: {}, ...over })
  return { guard, resource: guard.resourceMetadata ?? expect.fail('no metadata') }
}

describe('the metadata of a protected resource (RFC 9728)', () => {
  it('lie at the well-known path between host and path (PRM-1)', async () => {
    for (const [publicUrl, url] of [
      ['https://api.example', 'https://api.example/.well-known/oauth-protected-resource'],
      ['https://api.example/', 'https://api.example/.well-known/oauth-protected-resource'],
      ['https://api.example/v1', 'https://api.example/.well-known/oauth-protected-resource/v1'],
    ] as const) {
      const { resource } = await describedBy({ publicUrl })
      expect(resource.url).toBe(url)
      expect(resource.document['resource']).toBe(publicUrl)
    }
  })

  it('are served by GET as JSON, and by nothing else (PRM-1)', async () => {
    const { resource } = await describedBy()
    const handle = resourceMetadataHandler(resource)
    const response = handle(new Request(resource.url))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(await response.json()).toEqual(resource.document)
    expect(handle(new Request(resource.url, { method: 'HEAD' })).status).toBe(200)
    expect(handle(new Request(resource.url, { method: 'POST' })).status).toBe(405)
    expect(handle(new Request('https://api.example/x')).status).toBe(404)
  })

  it('say what the guard checks, and change with it; no list is empty (PRM-1, PRM-4)', async () => {
    expect((await describedBy()).resource.document).toEqual({
      resource: 'https://api.example',
      authorization_servers: ['https://issuer.test'],
      bearer_methods_supported: ['header'],
    })
    const bound = await describedBy({
      dpop: { required: true, algorithms: ['ES256'] },
      mtls: {},
      metadata: { name: 'News', documentation: 'https://docs.example', scopes: ['read'] },
      furtherIssuers: [
        { issuer: 'https://other.test', jwt: { profile: 'rfc9068' }, mode: 'offline', audience: 'x' },
      ],
    })
    expect(bound.resource.document).toEqual({
      resource: 'https://api.example',
      authorization_servers: ['https://issuer.test', 'https://other.test'],
      bearer_methods_supported: ['header'],
      scopes_supported: ['read'],
      resource_name: 'News',
      resource_documentation: 'https://docs.example',
      dpop_signing_alg_values_supported: ['ES256'],
      dpop_bound_access_tokens_required: true,
      tls_client_certificate_bound_access_tokens: true,
    })
    await expect(describedBy({ metadata: { scopes: [] } })).rejects.toThrow('metadata.scopes')
  })

  it('are named in every challenge, in those for DPoP too (PRM-3)', async () => {
    const { guard, resource } = await describedBy({ dpop: {} })
    for (const request of [new Request('https://api.example'), bearer('bad')]) {
      const challenges = parseChallenges(asRefusal(await guard(request)).headers['www-authenticate'] ?? '')
      expect(challenges.map(({ parameters }) => parameters['resource_metadata'])).toEqual([
        resource.url,
        resource.url,
      ])
    }
  })

  it('are none where none were asked for', async () => {
    const { guard } = await aSetting()
    expect(guard.resourceMetadata).toBeNull()
    expect(asRefusal(await guard(bearer('bad'))).headers['www-authenticate']).not.toContain(
      'resource_metadata',
    )
  })
})
