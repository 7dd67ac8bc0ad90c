import { describe, expect, it } from 'vitest'
import { type Config, ConfigError, readConfig } from './config.ts'

const env = {
  ISSUER: 'https://id.example',
  AUDIENCE: 'p',
  CLIENT_ID: 'c',
  CLIENT_SECRET_FILE: '/secret',
  DATABASE: '/db',
}
const files = (text: string) => () => text

function credentialOf({ guard }: Config): unknown {
  if (guard.kind === 'jwt') return undefined
  return guard.kind === 'key' ? guard.keyFile() : guard.clientSecret()
}

describe('the configuration', () => {
  it('takes loopback and a free port where nothing is said', () => {
    expect(readConfig(env, files('s'))).toMatchObject({ host: '127.0.0.1', port: 0, audience: 'p' })
  })

  it.each(['0', '1', '65535'])('takes the port %s', (PORT) => {
    expect(readConfig({ ...env, PORT }, files('s')).port).toBe(Number(PORT))
  })

  it.each(['', '-1', '65536', '80a', '1.5', ' 80'])('refuses the port %j', (PORT) => {
    expect(() => readConfig({ ...env, PORT }, files('s'))).toThrow(/PORT/)
  })

  it('reads the secret without the line end, and as it is otherwise', () => {
    expect(credentialOf(readConfig(env, files('a b \n')))).toBe('a b ')
    expect(credentialOf(readConfig(env, files('a\r\n')))).toBe('a')
  })

  it('reads secret and key again whenever they are asked for', () => {
    let text = 'first'
    const config = readConfig(env, () => text)
    text = 'second'
    expect(credentialOf(config)).toBe('second')
  })

  it('refuses a secret file that is empty or not there', () => {
    expect(() => readConfig(env, files('\n'))).toThrow(ConfigError)
    expect(() =>
      readConfig(env, () => {
        throw new Error('ENOENT')
      }),
    ).toThrow(/CLIENT_SECRET_FILE/)
  })

  it('does not let the audience be left out', () => {
    const { AUDIENCE: _, ...rest } = env
    expect(() => readConfig(rest, files('s'))).toThrow(/AUDIENCE/)
    expect(() => readConfig({ ...env, AUDIENCE: '' }, files('s'))).toThrow(/AUDIENCE/)
  })

  it('takes one of three ways to judge tokens, each with what it needs', () => {
    const { CLIENT_ID: _, CLIENT_SECRET_FILE: __, ...rest } = env
    expect(readConfig(env, files('s')).guard).toMatchObject({ kind: 'basic', clientId: 'c' })
    const byKey = readConfig({ ...rest, GUARD: 'key', KEY_FILE: '/key' }, files('{"type":"application"}'))
    expect([byKey.guard.kind, credentialOf(byKey)]).toEqual(['key', { type: 'application' }])
    expect(readConfig({ ...rest, GUARD: 'jwt' }, files('')).guard).toEqual({ kind: 'jwt' })
    expect(() => readConfig({ ...rest, GUARD: 'key' }, files('{}'))).toThrow(/KEY_FILE/)
    expect(() => readConfig({ ...rest, GUARD: 'key', KEY_FILE: '/key' }, files('canary'))).toThrow(
      /^(?!.*canary)[^]*KEY_FILE/,
    )
    expect(() => readConfig(rest, files('s'))).toThrow(/CLIENT_ID[^]*CLIENT_SECRET_FILE/)
    expect(() => readConfig({ ...env, GUARD: 'none' }, files('s'))).toThrow(
      /GUARD: must be basic, key or jwt/,
    )
  })

  it.each(['postgres://news@db.example/news', 'postgresql:///news'])(
    'knows PostgreSQL by its address: %s',
    (url) => {
      expect(readConfig({ ...env, DATABASE: url }, files('s')).database).toEqual({ kind: 'postgresql', url })
      expect(readConfig(env, files('s')).database).toEqual({ kind: 'sqlite', file: '/db' })
    },
  )

  it('takes a secret for evictions of 32 bytes in base64url, and lets nobody tell of ends without one', () => {
    const read = (secret: string) =>
      readConfig({ ...env, EVICTIONS_SECRET_FILE: '/evictions' }, (path) =>
        path === '/evictions' ? secret : 's',
      )
    expect(read(`${Buffer.alloc(32, 7).toString('base64url')}\n`).evictionsSecret).toEqual(
      Buffer.alloc(32, 7),
    )
    expect(readConfig(env, files('s')).evictionsSecret).toBeNull()
    for (const secret of [
      '',
      'short',
      Buffer.alloc(31).toString('base64url'),
      `${'A'.repeat(43)}=`,
      '!'.repeat(50),
    ])
      expect(() => read(secret)).toThrow(/EVICTIONS_SECRET_FILE/)
  })
})
