import { describe, expect, it } from 'vitest'
import { parseArticles } from './article.ts'
import { dotsOf, pathOf } from './halftone-dots.ts'
import { publishedText } from './published.ts'
import { topicsText } from './topics-text.ts'

const anArticle = (over = {}) => ({
  id: 'a',
  headline: 'h',
  summary: 's',
  body: 'b',
  topics: ['city'],
  publishedAt: 5,
  ...over,
})

describe('articles', () => {
  it('are read as the API tells them, and nothing else of it', () => {
    expect(parseArticles({ articles: [anArticle({ more: 1 })] })).toEqual([anArticle()])
  })

  it.each([
    null,
    {},
    { articles: {} },
    { articles: [anArticle({ headline: 1 })] },
    { articles: [anArticle({ publishedAt: '5' })] },
  ])('are refused when they are not what was agreed: %j', (body) =>
    expect(() => parseArticles(body)).toThrow(TypeError),
  )
})

describe('when an article was published', () => {
  const minute = 60_000
  it.each([
    [-5 * minute, 'just now'],
    [59_999, 'just now'],
    [minute, '1 minute ago'],
    [60 * minute - 1, '59 minutes ago'],
    [60 * minute, '1 hour ago'],
    [24 * 60 * minute - 1, '23 hours ago'],
    [24 * 60 * minute, 'yesterday'],
    [7 * 24 * 60 * minute - 1, '6 days ago'],
  ])('%i ms ago is "%s"', (age, text) => {
    const now = Date.UTC(2026, 5, 15, 12)
    expect(publishedText(now - age, now)).toBe(text)
  })

  it('is a date after a week', () => {
    const now = Date.UTC(2026, 5, 15, 12)
    expect(publishedText(now - 7 * 24 * 60 * minute, now)).toBe('8 June 2026')
  })
})

it('names topics as the API does, and makes a name where it knows only the id', () => {
  expect(topicsText(['city', 'world-affairs'], new Map([['city', 'The city']]))).toBe(
    'The city · World affairs',
  )
})

describe('the engraving of the lead story', () => {
  it('is the same for the same story and another for another', () => {
    expect(dotsOf('a')).toEqual(dotsOf('a'))
    expect(dotsOf('a')).not.toEqual(dotsOf('b'))
  })

  it.each(['', 'a', 'night-ferry', '🗞'])('always has a sun and hills: %j', (seed) => {
    const dots = dotsOf(seed)
    expect(dots.filter(({ isAccent }) => isAccent).length).toBeGreaterThan(30)
    expect(dots.filter(({ isAccent }) => !isAccent).length).toBeGreaterThan(500)
    expect(pathOf(dots)).not.toMatch(/NaN|Infinity/)
  })
})
