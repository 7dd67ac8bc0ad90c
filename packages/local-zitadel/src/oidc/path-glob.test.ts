import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesGlob } from './path-glob.ts'

describe('a glob in a redirect URI (contract 4.8)', () => {
  it.each([
    ['http://localhost:*/callback', 'http://localhost:9090/callback', true],
    ['http://localhost:*/callback', 'http://localhost:9090/a/callback', false],
    ['http://*.example/cb', 'http://a.b.example/cb', true],
    ['http://*.example/cb', 'http://evil.test/.example/cb', false],
    ['http://h/?b', 'http://h/ab', true],
    ['http://h/?b', 'http://h//b', false],
    ['http://h/[a-c]', 'http://h/b', true],
    ['http://h/[a-c]', 'http://h/d', false],
    ['http://h/[^a-c]', 'http://h/d', true],
    ['http://h/\\*', 'http://h/*', true],
    ['http://h/\\*', 'http://h/x', false],
    ['http://h/[', 'http://h/[', false],
    ['http://h/a.b', 'http://h/axb', false],
    ['http://h/cb', 'http://h/cb?x=1', false],
  ])('%s against %s: %s', (glob, text, fits) => {
    expect(matchesGlob(glob, text)).toBe(fits)
  })

  it('without signs of its own fits itself and nothing else', () => {
    const plain = fc.stringMatching(/^[a-z0-9:/.+(){}|$-]+$/)
    fc.assert(
      fc.property(plain, plain, (one, two) => {
        expect(matchesGlob(one, one)).toBe(true)
        expect(matchesGlob(one, two)).toBe(one === two)
      }),
    )
  })

  it('never throws and never hangs, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (glob, text) => void matchesGlob(glob, text)),
    )
    expect(matchesGlob('*'.repeat(200), 'x'.repeat(5_000))).toBe(true)
    expect(matchesGlob(`${'*a'.repeat(12)}b`, 'a'.repeat(60))).toBe(false)
  })
})
