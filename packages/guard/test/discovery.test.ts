import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GuardError } from '../src/index.ts'
import { aGuard, anAnswer, aRequest, asPrincipal, asRefusal } from './support/builders.ts'
import { type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts'

let issuer: ScriptedIssuer
beforeEach(async () => {
  issuer = await startScriptedIssuer()
  issuer.answer = () => anAnswer(issuer.issuer)
})
afterEach(() => issuer.close())

const fetchAlways = (metadata: unknown) => async () => Response.json(metadata)

describe('discovery of the introspection endpoint (RFC 8414)', () => {
  it('is made once, however many requests wait for it', async () => {
    const { guard } = aGuard(issuer)
    const judged = await Promise.all(
      Array.from({ length: 20 }, (_, n) => guard(aRequest(`Bearer token-${n}`))),
    )
    judged.forEach(asPrincipal)
    expect(issuer.discoveries()).toBe(1)
  })

  it('is made ahead of the first request by prepare, and not at all where the endpoint is given', async () => {
    const { guard } = aGuard(issuer)
    await guard.prepare()
    expect(issuer.discoveries()).toBe(1)
    asPrincipal(await guard(aRequest('Bearer abc')))
    expect(issuer.discoveries()).toBe(1)
    const given = aGuard(issuer, {
      introspection: { clientId: 'a', clientSecret: 'b', endpoint: issuer.endpoint },
    })
    asPrincipal(await given.guard(aRequest('Bearer abc')))
    expect(issuer.discoveries()).toBe(1)
  })

  it.each([
    ['a slash', (url: string) => `${url}/`],
    ['its case', (url: string) => url.replace('http', 'HTTP')],
    ['its host', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ['being absent', () => undefined],
    ['being a list', (url: string) => [url]],
  ])('refuses metadata whose issuer differs by %s, and calls no endpoint (DISC-1)', async (_, change) => {
    issuer.metadata = { ...issuer.metadata, issuer: change(issuer.issuer) }
    const { guard, events } = aGuard(issuer)
    await expect(guard.prepare()).rejects.toThrow(GuardError)
    expect(asRefusal(await guard(aRequest('Bearer abc')))).toMatchObject({ status: 503 })
    expect(events[0]?.name).toBe('guard.issuer_failed')
    expect(issuer.calls).toHaveLength(0)
  })

  it('names both texts when the issuer differs', async () => {
    issuer.metadata = { ...issuer.metadata, issuer: `${issuer.issuer}/` }
    await expect(aGuard(issuer).guard.prepare()).rejects.toMatchObject({
      reason: 'issuer_mismatch',
      message: expect.stringContaining(`is ${issuer.issuer}, its metadata says ${issuer.issuer}/`),
    })
  })

  it.each([
    ['is missing', undefined],
    ['is no address', 'introspect'],
    ['is plain http elsewhere', 'http://id.example/introspect'],
    ['carries a user', 'https://user:pw@id.example/introspect'],
  ])('sends no secret to an endpoint that %s (DISC-2)', async (_, endpoint) => {
    issuer.metadata = { ...issuer.metadata, introspection_endpoint: endpoint }
    const { guard } = aGuard(issuer)
    await expect(guard.prepare()).rejects.toMatchObject({ reason: 'issuer_unsuitable' })
    expect(asRefusal(await guard(aRequest('Bearer abc'))).reason).toBe('issuer_unsuitable')
    expect(issuer.calls).toHaveLength(0)
  })

  it('sends no secret over plain http for an issuer on https, not even on loopback (DISC-2)', async () => {
    const fetch = fetchAlways({
      issuer: 'https://id.example',
      introspection_endpoint: 'http://localhost/introspect',
    })
    const { guard } = aGuard({ issuer: 'https://id.example' }, { fetch })
    await expect(guard.prepare()).rejects.toMatchObject({ reason: 'issuer_unsuitable' })
  })

  it('stops where the issuer does not offer Basic, and goes on where it says nothing (DISC-3)', async () => {
    issuer.metadata = {
      ...issuer.metadata,
      introspection_endpoint_auth_methods_supported: ['private_key_jwt'],
    }
    await expect(aGuard(issuer).guard.prepare()).rejects.toMatchObject({ reason: 'issuer_unsuitable' })
    issuer.metadata = { ...issuer.metadata, introspection_endpoint_auth_methods_supported: undefined }
    asPrincipal(await aGuard(issuer).guard(aRequest('Bearer abc')))
  })

  it('is tried again after a failure, and after the endpoint has moved away', async () => {
    const good = issuer.metadata
    issuer.metadata = { ...good, issuer: 'https://elsewhere.example' }
    const { guard } = aGuard(issuer)
    expect(asRefusal(await guard(aRequest('Bearer abc'))).status).toBe(503)
    issuer.metadata = good
    asPrincipal(await guard(aRequest('Bearer abc')))

    issuer.reply = (call, response) => {
      if (call.url === '/new') response.end(JSON.stringify(anAnswer(issuer.issuer)))
      else response.writeHead(404).end()
    }
    issuer.metadata = { ...good, introspection_endpoint: `${issuer.issuer}/new` }
    expect(asRefusal(await guard(aRequest('Bearer another'))).status).toBe(503)
    asPrincipal(await guard(aRequest('Bearer another')))
  })
})
