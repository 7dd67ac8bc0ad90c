import { PosternError } from '@postern/browser'
import { describe, expect, it } from 'vitest'
import { errorText } from './error-text.ts'

describe('what is shown of an error', () => {
  it('is the title, and how long to wait where the gateway says so', () => {
    expect(errorText(new PosternError('X', { status: 401, title: 'Not right.' })).text).toBe('Not right.')
    expect(errorText(new PosternError('X', { title: 'Wait.', retryAfterSeconds: 1 })).text).toMatch(
      /in a second\.$/,
    )
    expect(errorText(new PosternError('X', { title: 'Wait.', retryAfterSeconds: 119 })).text).toMatch(
      /119 seconds\.$/,
    )
    expect(errorText(new PosternError('X', { title: 'Wait.', retryAfterSeconds: 121 })).text).toMatch(
      /3 minutes\.$/,
    )
  })

  it("has a reference for support when it is the server's fault, and none when it is a typing error", () => {
    expect(errorText(new PosternError('X', { status: 503, correlation: 'c-1' })).reference).toBe('c-1')
    expect(errorText(new PosternError('X', { status: 401, correlation: 'c-1' })).reference).toBeNull()
  })

  it('says nothing of an error that was not made for the user', () => {
    expect(errorText(new Error('internal detail')).text).not.toContain('internal')
  })
})
