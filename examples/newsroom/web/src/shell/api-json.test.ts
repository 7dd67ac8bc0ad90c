import { describe, expect, it } from 'vitest'
import { apiJson } from './api-json.ts'
import { textIn } from './json-fields.ts'

const answering = (response: Response) => async () => response
const parse = (body: unknown) => textIn(body, 'word')

describe('a call to the API', () => {
  it('gives what the parser makes of the answer', async () => {
    await expect(apiJson(answering(Response.json({ word: 'yes' })), '/api/x', parse)).resolves.toBe('yes')
  })

  it("keeps the title of the API's problem, and has one of its own for everything else", async () => {
    const problem = Response.json({ title: 'Choose again.', detail: 'internal' }, { status: 400 })
    await expect(apiJson(answering(problem), '/api/x', parse)).rejects.toMatchObject({
      status: 400,
      title: 'Choose again.',
    })
    const page = new Response('<h1>Bad gateway</h1>', { status: 502 })
    await expect(apiJson(answering(page), '/api/x', parse)).rejects.toMatchObject({
      status: 502,
      title: 'The newsroom could not answer that.',
    })
  })

  it.each([Response.json({}), Response.json({ word: 1 }), Response.json(null), new Response('no json')])(
    'refuses an answer that is not what was agreed: %#',
    async (response) => {
      await expect(apiJson(answering(response), '/api/x', parse)).rejects.toMatchObject({
        name: 'ApiError',
        status: 200,
      })
    },
  )
})
