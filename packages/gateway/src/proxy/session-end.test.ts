import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import { describe, expect, it } from 'vitest'
import { forward } from './forward.ts'

describe('forward, when the session ends before its request was sent (PROXY-8)', () => {
  it('sends nothing, though the browser still waits for its answer', async () => {
    let handler: Dispatcher.DispatchHandler = {}
    let end = (): void => undefined
    const forwarded = forward({
      upstream: {
        dispatch: (_: unknown, given: Dispatcher.DispatchHandler) => {
          handler = given
          return true
        },
      } as unknown as Dispatcher,
      request: { method: 'GET' } as IncomingMessage,
      response: Object.assign(new EventEmitter(), { destroyed: false }) as unknown as ServerResponse,
      origin: 'http://127.0.0.1',
      target: '/api/x',
      path: '/api/x',
      headers: [],
      body: null,
      publicOrigin: 'http://localhost',
      isPrivate: true,
      answerBytes: 1,
      stallMs: 1,
      hold: (onEnd) => {
        end = onEnd
        return () => undefined
      },
    })
    end()
    await expect(forwarded).rejects.toMatchObject({ code: 'SESSION_REQUIRED' })
    const aborted: unknown[] = []
    const controller = { abort: (reason: unknown) => aborted.push(reason) }
    handler.onRequestStart?.(controller as unknown as Dispatcher.DispatchController, {})
    expect(aborted).toHaveLength(1)
  })
})
