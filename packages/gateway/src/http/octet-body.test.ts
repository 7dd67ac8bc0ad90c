import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { octetBody } from './octet-body.ts'
import { readBody } from './read-body.ts'

const pieces = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text))
const isZero = (octets: Uint8Array): boolean => octets.length > 0 && octets.every((octet) => octet === 0)

describe('readBody', () => {
  it('gives the whole and zeroes every piece that it came in (CRED-4)', async () => {
    const chunks = pieces('{"pass', 'word":"x"}')
    const body = await readBody(Readable.from(chunks), { most: 100, declared: undefined })
    expect(Buffer.from(body).toString()).toBe('{"password":"x"}')
    expect(chunks.every(isZero)).toBe(true)
  })

  it('zeroes what had come when it refuses (CRED-4)', async () => {
    const chunks = pieces('12345', '678901')
    await expect(readBody(Readable.from(chunks), { most: 10, declared: undefined })).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
    })
    expect(chunks.every(isZero)).toBe(true)
  })

  it.each([
    [10, undefined],
    [10, '10'],
  ])('takes %i octets of ten', async (length, declared) => {
    expect(await readBody(Readable.from(pieces('x'.repeat(length))), { most: 10, declared })).toHaveLength(
      length,
    )
  })

  it.each([
    ['a body that is cut off', Object.assign(Readable.from(pieces('x')), {}), 'REQUEST_MALFORMED'],
    ['an empty body', Readable.from([]), 'BODY_MISSING'],
  ])('refuses %s', async (what, stream, code) => {
    if (what === 'a body that is cut off') stream.destroy()
    await expect(readBody(stream, { most: 10, declared: undefined })).rejects.toMatchObject({ code })
  })

  it.each(['11', 'x', '-1e9x'])('refuses the declared length %s before it reads', async (declared) => {
    const stream = Readable.from(pieces('x'))
    await expect(readBody(stream, { most: 10, declared })).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
    expect(stream.readableFlowing).toBeNull()
  })
})

describe('octetBody', () => {
  it.each(['parsed', 'refused'])('zeroes the body once it is %s (CRED-4)', async (outcome) => {
    let seen: Uint8Array = new Uint8Array()
    const { preValidation } = octetBody((body) => {
      seen = body
      if (outcome === 'refused') throw new Error('no')
      return 'proof'
    }, 100)
    const raw = Object.assign(Readable.from(pieces('secret')), {
      headers: { 'content-type': 'application/json' },
    })
    const request = { raw, body: undefined } as unknown as FastifyRequest
    const run = preValidation as unknown as (given: FastifyRequest, reply?: FastifyReply) => Promise<void>
    await run(request).catch(() => undefined)
    expect([isZero(seen), seen.length, request.body]).toEqual([
      true,
      6,
      outcome === 'parsed' ? 'proof' : undefined,
    ])
  })
})
