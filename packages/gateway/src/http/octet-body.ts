import type { FastifyRequest, RouteShorthandOptions } from 'fastify'
import { GatewayError } from '../errors.ts'
import { readBody } from './read-body.ts'

// RFC 8259 §11 has no parameters; the one that says what JSON is anyway does no harm.
const jsonOnly = /^application\/json(?:[ \t]*;[ \t]*charset=utf-8)?$/i

/**
 * Options of a route whose body is read as octets by a parser of ours, and zeroed (CRED-4). The parser is stricter than the route's
 * schema, which is there for the OpenAPI document.
 *
 * The content type must be `application/json` (CSRF-7).
 */
export function octetBody(parse: (body: Uint8Array) => unknown, most: number): RouteShorthandOptions {
  return {
    bodyLimit: most,
    preValidation: async (request: FastifyRequest) => {
      const { raw } = request
      if (!jsonOnly.test(raw.headers['content-type'] ?? ''))
        throw new GatewayError('CONTENT_TYPE_UNSUPPORTED')
      const body = await readBody(raw, { most, declared: raw.headers['content-length'] })
      try {
        request.body = parse(body)
      } finally {
        body.fill(0)
      }
    },
  }
}
