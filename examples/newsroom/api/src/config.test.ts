import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const env = {
  ISSUER: 'https://id.example',
  AUDIENCE: 'p',
  CLIENT_ID: 'c',
  CLIENT_SECRET_FILE: '/secret',
  DATABASE: '/db',
}
const files = (text: string) => () => text

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
    expect(readConfig(env, files('a b \n')).clientSecret).toBe('a b ')
    expect(readConfig(env, files('a\r\n')).clientSecret).toBe('a')
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
})
