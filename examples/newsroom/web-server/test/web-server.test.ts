import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp, PageConfigurationError, parsePageConfiguration } from '../src/index.ts'
import { readSettings, SettingsError } from '../src/settings.ts'

const configuration = {
  form: 'tokens_in_the_browser' as const,
  issuer: 'https://id.example',
  clientId: 'c',
  scopes: ['openid'],
  api: { origin: 'https://api.example', projectId: 'p' },
}

describe('the server of a page that keeps its tokens', () => {
  let directory: string
  let app: Awaited<ReturnType<typeof buildApp>>

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'newsroom-page-'))
    mkdirSync(join(directory, 'assets'))
    writeFileSync(join(directory, 'index.html'), '<!doctype html>the page')
    writeFileSync(join(directory, 'config.json'), '{"form":"another"}')
    writeFileSync(join(directory, '.hidden'), 'hidden')
    writeFileSync(join(directory, 'assets/index-a1b2c3d4.js'), 'code')
    app = await buildApp({ directory, configuration })
  })
  afterAll(async () => {
    await app.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const get = (url: string, accept = '*/*') => app.inject({ url, headers: { accept } })

  it('gives its public configuration, and not a file of that name', async () => {
    const answer = await get('/config.json')
    expect(answer.json()).toEqual(configuration)
    expect(answer.headers['cache-control']).toBe('no-cache')
  })

  it.each(['/', '/callback?code=a.b&state=c', '/for-you'])(
    'answers the navigation to %s with the page',
    async (url) => {
      const answer = await get(url, 'text/html')
      expect([answer.statusCode, answer.body]).toEqual([200, '<!doctype html>the page'])
      expect(answer.headers['cache-control']).toBe('no-cache')
    },
  )

  it('keeps what the bundler named by its content, and nothing else', async () => {
    expect((await get('/assets/index-a1b2c3d4.js')).headers['cache-control']).toContain('immutable')
  })

  it.each(['/assets/gone-a1b2c3d4.js', '/.hidden', '/nothing', '/..%2fpackage.json'])(
    'has no %s',
    async (url) => {
      expect((await get(url)).statusCode).toBe(404)
    },
  )

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'] as const)('takes no %s', async (method) => {
    const answer = await app.inject({ url: '/', method, headers: { origin: 'https://other.example' } })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  it.each(['/', '/config.json', '/nothing', '/assets/index-a1b2c3d4.js'])(
    'says on every answer whom the page may talk to, and that nobody frames it (HDR-2): %s',
    async (url) => {
      const { headers } = await get(url, 'text/html')
      const policy = String(headers['content-security-policy']).split('; ')
      expect(policy).toContain("connect-src 'self' https://id.example https://api.example")
      for (const rule of ["default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'"])
        expect(policy).toContain(rule)
      for (const rule of ["frame-ancestors 'none'", "frame-src 'none'", "require-trusted-types-for 'script'"])
        expect(policy).toContain(rule)
      expect(policy.join()).not.toMatch(/unsafe|\*|data:/)
      expect(headers['referrer-policy']).toBe('no-referrer')
    },
  )
})

describe('the public configuration of the page', () => {
  it.each([
    ['a secret', { clientSecret: 'canary' }],
    ['another form', { form: 'tokens_on_the_server' }],
    ['an API with a path', { api: { origin: 'https://api.example/canary', projectId: 'p' } }],
    ['no openid', { scopes: ['canary'] }],
    ['no address of ZITADEL', { issuer: 'canary' }],
  ])('is refused with %s, and no value is said', (_, over) => {
    const read = () => parsePageConfiguration(JSON.stringify({ ...configuration, ...over }))
    expect(read).toThrow(PageConfigurationError)
    expect(read).not.toThrow(/canary/)
  })

  it('is refused when it is no JSON', () => {
    expect(() => parsePageConfiguration('{')).toThrow(PageConfigurationError)
  })

  it('is read once with the settings, of which every one that is wrong is named', () => {
    const document = () => JSON.stringify(configuration)
    expect(readSettings({ DIRECTORY: '/d', CONFIGURATION: '/c' }, document)).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      configuration,
    })
    const read = () => readSettings({ PORT: '70000' }, document)
    expect(read).toThrow(SettingsError)
    for (const name of ['PORT', 'DIRECTORY', 'CONFIGURATION']) expect(read).toThrow(new RegExp(`${name}: `))
  })
})
