import { describe, expect, it } from 'vitest'
import { aLogoutReceiver } from '../../test/support/logout-receiver.ts'
import { createPostForm } from './post-form.ts'

const form = new URLSearchParams({ logout_token: 'e30.e30.x' })
const never = new AbortController().signal

describe('posting a form', () => {
  it('goes to the addresses that were looked at, whatever a name server would say', async () => {
    const receiver = await aLogoutReceiver()
    const post = createPostForm({ addressesOf: async () => ['127.0.0.1'] })
    receiver.status = 202
    expect(await post(`http://nowhere.invalid:${receiver.port}/bcl`, form, never)).toBe(202)
    expect(receiver.calls[0]?.headers.host).toBe(`nowhere.invalid:${receiver.port}`)
  })

  it('does not go where it may not', async () => {
    const receiver = await aLogoutReceiver()
    const post = createPostForm({ addressesOf: async () => undefined })
    await expect(post(receiver.uri, form, never)).rejects.toThrow('this server may not call there')
    expect(receiver.calls).toEqual([])
  })

  it('takes a redirect for an answer', async () => {
    const receiver = await aLogoutReceiver()
    const post = createPostForm({ addressesOf: async () => ['127.0.0.1'] })
    receiver.status = 307
    expect(await post(receiver.uri, form, never)).toBe(307)
    expect(receiver.calls).toHaveLength(1)
  })

  it('ends when it is told to', async () => {
    const receiver = await aLogoutReceiver()
    receiver.status = 'never'
    const stop = new AbortController()
    const posting = createPostForm({ addressesOf: async () => ['127.0.0.1'] })(
      receiver.uri,
      form,
      stop.signal,
    )
    await receiver.came(1)
    stop.abort()
    await expect(posting).rejects.toThrow('aborted')
  })
})
