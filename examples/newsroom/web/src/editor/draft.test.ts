import { describe, expect, it } from 'vitest'
import { type Draft, emptyDraft, missingIn, readyDraft, toggled } from './draft.ts'

const whole: Draft = { headline: ' Rain ', summary: 'It rains.', body: 'Much.\r\nStill.\n', topics: ['city'] }

describe('a draft', () => {
  it('misses everything at first, and nothing when it is whole', () => {
    expect(missingIn(emptyDraft)).toEqual(['headline', 'summary', 'body', 'topics'])
    expect(missingIn(whole)).toEqual([])
  })

  it('misses what is only spaces', () => {
    expect(missingIn({ ...whole, headline: '   ', body: '\n\n' })).toEqual(['headline', 'body'])
  })

  it('is sent without spaces at its ends, with line ends of one kind', () => {
    expect(readyDraft(whole)).toEqual({
      headline: 'Rain',
      summary: 'It rains.',
      body: 'Much.\nStill.',
      topics: ['city'],
    })
  })

  it('gets and loses a topic by the same click', () => {
    const once = toggled(whole, 'sport')
    expect([once.topics, toggled(once, 'city').topics]).toEqual([['city', 'sport'], ['sport']])
  })
})
