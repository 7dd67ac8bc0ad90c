import { describe, expect, it } from 'vitest'
import { aService } from './support/a-service.ts'
import { startGateway } from './support/start-gateway.ts'

const given = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'a=1' }

async function seenBehind(trustTraceContext: boolean, headers: Record<string, string>) {
  const service = await aService()
  const { browser, log } = await startGateway({
    config: { routes: [{ path: '/api', upstream: service.origin }], trustTraceContext },
  })
  await browser().send({ path: '/api/x', headers })
  await expect.poll(() => log.some(({ message }) => message === 'answered')).toBe(true)
  const { traceparent, tracestate } = service.requests[0]?.headers ?? {}
  return { traceparent, tracestate, line: log.find(({ message }) => message === 'answered') }
}

describe('without an SDK', () => {
  it('a stranger’s trace ends here, and none begins', async () => {
    const { traceparent, tracestate, line } = await seenBehind(false, given)
    expect([traceparent, tracestate]).toEqual([undefined, undefined])
    expect(line).not.toHaveProperty('trace')
  })

  it('the trace of a trusted caller is passed on as it came, and named in the log', async () => {
    const { line, ...headers } = await seenBehind(true, given)
    expect(headers).toEqual(given)
    expect(line).toMatchObject({ trace: '4bf92f3577b34da6a3ce929d0e0e4736' })
  })

  it('what is not written as it must be is not passed on, whoever sends it', async () => {
    const { traceparent, tracestate } = await seenBehind(true, { ...given, traceparent: '00-x' })
    expect([traceparent, tracestate]).toEqual([undefined, undefined])
  })
})
