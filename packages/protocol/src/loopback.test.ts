import { expect, it } from 'vitest'
import { isLoopbackHost } from './loopback.ts'

it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.0.0.0', '127.255.255.255', '[::1]', '::1'])(
  '%s is this machine',
  (host) => {
    expect(isLoopbackHost(host)).toBe(true)
  },
)

it.each([
  '',
  'localhost.evil.example',
  'evil.localhost',
  'localhost.',
  'xlocalhost',
  '127.0.0.1.evil.example',
  '127.0.0.256',
  '127.0.0.01',
  '127.0.0',
  '127.0.0.1.1',
  '128.0.0.1',
  '126.255.255.255',
  '0.0.0.0',
  '[::]',
  '[::2]',
  '[::ffff:127.0.0.1]',
  '169.254.169.254',
  '10.0.0.1',
])('%o is another machine', (host) => {
  expect(isLoopbackHost(host)).toBe(false)
})

it('is asked about a host as a URL parser has written it: odd forms of an address are already plain', () => {
  for (const url of ['http://2130706433/', 'http://0x7f.1/', 'http://127.1/']) {
    expect(isLoopbackHost(new URL(url).hostname)).toBe(true)
  }
})
