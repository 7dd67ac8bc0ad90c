import { describe, expect, it } from 'vitest'
import { looksLikeToken, masked, tokensIn } from './haul.ts'

const token = `eyJhbGciOiJkaXIi.${'A'.repeat(90)}.${'b'.repeat(20)}`

describe('what is shown of a find', () => {
  it('is too little to be used', () => {
    expect(masked(token)).toBe(`eyJh… (${token.length} characters)`)
  })
})

describe('the search for tokens', () => {
  it('finds them alone, in JSON and in a form', () => {
    for (const text of [
      token,
      JSON.stringify({ access_token: token }),
      `grant_type=x&refresh_token=${token}&scope=y`,
    ])
      expect(tokensIn(text)).toEqual([token])
  })

  it.each([
    '',
    'short.er.one',
    'a'.repeat(300),
    'https://news.example/a/path/that/is/rather/long/and/goes/on/and/on/for/ever',
  ])('takes nothing else for one: %s', (text) => {
    expect(looksLikeToken(text)).toBe(false)
    expect(tokensIn(text)).toEqual([])
  })
})
