import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTraceContext, traceHeadersOf } from './trace-context.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'
const good = `00-${traceId}-${spanId}-01`

describe('parseTraceContext (W3C Trace Context §3.2)', () => {
  it('reads what a caller sends, and writes it again as it was', () => {
    const parsed = parseTraceContext({ traceparent: good, tracestate: 'vendor=value,other=1' })
    expect(parsed).toMatchObject({ traceId, spanId, traceFlags: 1, isRemote: true })
    expect(parsed && traceHeadersOf(parsed)).toEqual({
      traceparent: good,
      tracestate: 'vendor=value,other=1',
    })
  })

  it('reads a later version by the parts that it knows, and passes on only those', () => {
    const parsed = parseTraceContext({ traceparent: `cc-${traceId}-${spanId}-ff-more` })
    expect(parsed && traceHeadersOf(parsed)).toEqual({ traceparent: good })
  })

  it.each([
    ['nothing', undefined],
    ['two of them', [good, good]],
    ['two in one field', `${good},${good}`],
    ['version ff', good.replace(/^00/, 'ff')],
    ['more than version 00 has', `${good}-more`],
    ['capitals', good.toUpperCase()],
    ['a trace of zeros', good.replace(traceId, '0'.repeat(32))],
    ['a span of zeros', good.replace(spanId, '0'.repeat(16))],
    ['a line end', `${good}\n`],
    ['a short one', good.slice(1)],
    ['a very long one', `01${good.slice(2)}-${'x'.repeat(200)}`],
  ])('takes %s for none', (_, traceparent) => {
    expect(parseTraceContext({ traceparent })).toBeUndefined()
  })

  it('leaves out a state that is too long or not of printable characters', () => {
    for (const tracestate of [`a=${'x'.repeat(511)}`, 'a=\u00e9', ['a=1', 'b=2']])
      expect(parseTraceContext({ traceparent: good, tracestate })).not.toHaveProperty('traceState')
  })

  it('gives for any text either nothing, or headers that read as the same', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.stringMatching(/^[0-9a-f]{2}$/),
          fc.stringMatching(/^[0-9a-f]{32}$/),
          fc.stringMatching(/^[0-9a-f]{16}$/),
          fc.stringMatching(/^[0-9a-f]{2}$/),
        )
        .map((parts) => parts.join('-')),
    )
    fc.assert(
      fc.property(text, fc.string(), (traceparent, tracestate) => {
        const parsed = parseTraceContext({ traceparent, tracestate })
        if (parsed === undefined) return
        const headers = traceHeadersOf(parsed)
        expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
        expect(Object.values(headers).join('')).toMatch(/^[\x20-\x7e]*$/)
        const again = parseTraceContext(headers)
        expect(again && traceHeadersOf(again)).toEqual(headers)
      }),
    )
  })
})
