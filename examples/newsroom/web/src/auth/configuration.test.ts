import { describe, expect, it } from 'vitest'
import { ConfigurationError, loadConfiguration, parseConfiguration } from './configuration.ts'

const inTheBrowser = {
  form: 'tokens_in_the_browser',
  issuer: 'https://id.example',
  clientId: 'c',
  scopes: ['openid'],
  api: { origin: 'https://api.example', projectId: 'p' },
}
const answering = (body: string, init?: ResponseInit) => async () => new Response(body, init)
const json = { headers: { 'content-type': 'application/json; charset=utf-8' } }

describe('the configuration of the page', () => {
  it('is what its server says', async () => {
    expect(await loadConfiguration(answering(JSON.stringify(inTheBrowser), json))).toEqual({
      ...inTheBrowser,
      otherForm: null,
    })
    const server = { form: 'tokens_on_the_server', otherForm: 'https://other.example' }
    expect(await loadConfiguration(answering(JSON.stringify(server), json))).toEqual(server)
  })

  it.each([
    ['has none', '{}', { status: 404, ...json }],
    ['answers everything with the page', '<!doctype html>', { headers: { 'content-type': 'text/html' } }],
  ])('keeps the tokens on the server where the server %s', async (_, body, init) => {
    expect(await loadConfiguration(answering(body, init))).toEqual({
      form: 'tokens_on_the_server',
      otherForm: null,
    })
  })

  it.each(['{', 'null', '{"form":"tokens_anywhere"}', '{"form":"tokens_in_the_browser"}'])(
    'is refused where it is wrong, and never means another form: %s',
    async (body) => {
      await expect(loadConfiguration(answering(body, json))).rejects.toThrow(ConfigurationError)
    },
  )

  it.each([
    'javascript:alert(1)',
    'ftp://api.example',
    'https://api.example/path',
    'api.example',
    'https://u:p@api.example',
    'null',
  ])('names no API and no other form but by an origin: %s', (origin) => {
    expect(() => parseConfiguration({ ...inTheBrowser, api: { origin, projectId: 'p' } })).toThrow(TypeError)
    expect(() => parseConfiguration({ ...inTheBrowser, otherForm: origin })).toThrow(TypeError)
  })
})
