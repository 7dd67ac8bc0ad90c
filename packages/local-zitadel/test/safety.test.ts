import { createConnection } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startLocalZitadel, UnsafeStart } from '../src/index.ts'
import { aNewsroom } from './support/newsroom.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('never in production by mistake (design 5)', () => {
  it('refuses NODE_ENV=production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    await expect(startLocalZitadel()).rejects.toThrow(UnsafeStart)
  })

  it.each([
    'evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    '127.0.0.1.evil.example',
    'evil.example:8080',
  ])('does not serve a request whose Host is %s', async (host) => {
    const { call, zitadel } = await aNewsroom()
    const called = await call('POST /v2/sessions', {
      token: zitadel.seeded.loginClientPat,
      body: {},
      headers: { host },
    })
    expect([called.status, called.headers['access-control-allow-origin']]).toEqual([421, undefined])
  })

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'])(
    'does not serve a request with the header %s',
    async (name) => {
      const { call } = await aNewsroom()
      expect(
        (await call('GET /.well-known/openid-configuration', { headers: { [name]: 'localhost' } })).status,
      ).toBe(421)
    },
  )

  it('does not let the ZITADEL host headers name a foreign host either', async () => {
    const { call } = await aNewsroom()
    for (const name of ['x-zitadel-instance-host', 'x-zitadel-public-host']) {
      expect(
        (await call('GET /.well-known/openid-configuration', { headers: { [name]: 'evil.example' } })).status,
      ).toBe(421)
    }
  })

  it('follows Host and forwarded headers as the original when asked to be it, and knows no foreign instance', async () => {
    const { call } = await aNewsroom({ asOriginal: true })
    const issuer = async (headers: Record<string, string>) => {
      const called = await call('GET /.well-known/openid-configuration', { headers })
      return called.json['issuer'] ?? called.status
    }
    expect(await issuer({ host: 'localhost:8080' })).toBe('http://localhost:8080')
    expect(await issuer({ host: 'localhost', 'x-forwarded-proto': 'https' })).toBe('https://localhost')
    expect(await issuer({ host: 'internal:1', 'x-zitadel-instance-host': 'localhost:8080' })).toBe(
      'http://localhost:8080',
    )
    expect(await issuer({ host: 'LOCALHOST:8080' })).toBe(404)
    expect(await issuer({ host: 'unknown.example' })).toBe(404)
  })

  it('listens on loopback only', async () => {
    const { zitadel } = await aNewsroom()
    const outside = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).filter((one) => !one.internal),
    )
    const reached = await Promise.all(
      outside.map(
        ({ address }) =>
          new Promise<boolean>((resolve) => {
            const socket = createConnection({ host: address, port: zitadel.port, timeout: 1_000 })
            const end = (answer: boolean) => {
              socket.destroy()
              resolve(answer)
            }
            socket.on('connect', () => end(true))
            socket.on('error', () => end(false))
            socket.on('timeout', () => end(false))
          }),
      ),
    )
    expect(reached).not.toContain(true)
  })

  it('answers a body that is too large without reading on, and broken JSON with the original’s words', async () => {
    const { asLoginClient, call, zitadel } = await aNewsroom()
    const token = zitadel.seeded.loginClientPat
    const headers = { 'content-type': 'application/json' }
    const large = await call('POST /v2/sessions', {
      token,
      body: `"${'x'.repeat(17 * 1024 * 1024)}"`,
      headers,
    }).catch(() => undefined)
    expect(large?.status ?? 413).toBe(413)
    const broken = async (body: string) => (await call('POST /v2/sessions', { token, body, headers })).json
    expect(await broken('{"checks":')).toEqual({ code: 3, message: 'unexpected EOF' })
    expect(await broken('a=1')).toEqual({
      code: 3,
      message: "invalid character 'a' looking for beginning of value",
    })
    expect((await asLoginClient('POST /v2/sessions')).status).toBe(201)
  })
})
