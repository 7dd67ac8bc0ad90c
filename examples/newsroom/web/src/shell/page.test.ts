import { describe, expect, it } from 'vitest'
import { addressOf, type Page, pageOf, pages, shownPage } from './page.ts'

const names = Object.keys(pages) as Page[]

describe('the address of a page', () => {
  it.each(names)('leads back to the page %s', (page) => {
    expect(pageOf(addressOf(page))).toBe(page)
    expect(pageOf(`${addressOf(page)}/`.replace('//', '/'))).toBe(page)
  })

  it.each(['', '/nowhere', '/for-you/x', '//for-you', '/constructor', '/__proto__'])(
    'is that of the front page when nobody knows it: %j',
    (path) => expect(pageOf(path)).toBe('front'),
  )
})

describe('what is shown to whom', () => {
  it.each([
    ['front', 'out', 'front'],
    ['front', 'asking', 'front'],
    ['front', 'in', 'front'],
    ['feed', 'out', 'front'],
    ['feed', 'asking', 'waiting'],
    ['feed', 'in', 'feed'],
    ['story', 'out', 'front'],
    ['story', 'asking', 'waiting'],
    ['story', 'in', 'story'],
    ['sessions', 'out', 'front'],
    ['sessions', 'asking', 'waiting'],
    ['sessions', 'in', 'sessions'],
  ] as const)('%s for a reader who is %s: %s', (page, status, shown) => {
    expect(shownPage(page, status)).toBe(shown)
  })
})
