import { describe, expect, it } from 'vitest'
import { parseArticles } from './article.ts'
import { dotsOf, pathOf } from './halftone-dots.ts'
import { topicsText } from './topics-text.ts'

const anArticle = (over = {}) => ({
  id: 'a',
  headline: 'h',
  summary: 's',
  body: 'b',
  topics: ['city'],
  author: null,
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
