import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../errors.ts'
import { parseTarget } from './target.ts'

const pieces = fc.constantFrom(
  '/',
  '.',
  '..',
  '%2e',
  '%2E',
  '%2f',
  '%5c',
  '%25',
  '\\',
  ';',
  'a',
  'api',
  '%61',
  '@',
  ':',
  '?',
  '#',
  '%00',
  '%c0%ae',
  'ä',
  '/../',
  '%ef%bc%8f',
)

describe('parseTarget (PROXY-2)', () => {
  it('gives a canonical form that reads as itself, has no dot segment in any reading, and begins where the text did', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = `/${parts.join('')}`
        const target = attempt(text)
        if (target === 'refused') return
        expect(parseTarget(target.path).path).toBe(target.path)
        // The way a lenient service might read it: decoded twice, backslashes as slashes, parameters dropped.
        const lenient = decodeOnce(decodeOnce(target.path))
        const segments = lenient
          .replaceAll('\\', '/')
          .replaceAll(/;[^/]*/g, '')
          .split('/')
          .slice(1)
        expect(segments).not.toContain('..')
        expect(segments).not.toContain('.')
        expect(new URL(target.path, 'https://service.example').pathname).toBe(target.path)
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['/a/%7Euser/%2d', '/a/~user/-'],
    ['/a%20b/%e4%bd%a0', '/a%20b/%E4%BD%A0'],
    ['/a/', '/a/'],
    ['/', '/'],
    ['/100%25', '/100%25'],
  ])('writes %s as %s', (text, path) => {
    expect(parseTarget(text)).toEqual({ path, query: '' })
  })

  it('leaves the query as it is', () => {
    expect(parseTarget('/a?b=%2e%2E&c=../d?e')).toEqual({ path: '/a', query: 'b=%2e%2E&c=../d?e' })
  })
})

const decodeOnce = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function attempt(text: string): ReturnType<typeof parseTarget> | 'refused' {
  try {
    return parseTarget(text)
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'TARGET_REFUSED') return 'refused'
    throw error
  }
}
