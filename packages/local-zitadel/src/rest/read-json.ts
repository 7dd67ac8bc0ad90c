import { type DescMessage, fromJson, type JsonValue, type Message } from '@bufbuild/protobuf'
import { ApiError } from '../errors/api-error.ts'
import { jsonBreak } from './json-break.ts'
import { jsonFault } from './json-faults.ts'

/** Parses a body as Go's decoder does; an empty one counts as `{}` (contract 3.2). */
export function parseBody(body: Uint8Array): { readonly json: JsonValue; readonly text: string } {
  const text = new TextDecoder().decode(body)
  if (text.trim() === '') return { json: {}, text: '{}' }
  try {
    const json: JsonValue = JSON.parse(text)
    return { json, text }
  } catch {
    throw ApiError.plain('invalid_argument', jsonBreak(text))
  }
}

/** JSON to message: unknown fields and unknown enum names are dropped, as in the original (contract 11.4). */
export function toMessage(schema: DescMessage, json: JsonValue, text: string): Message {
  try {
    return fromJson(schema, json, { ignoreUnknownFields: true })
  } catch (error) {
    const fallback = error instanceof Error ? error.message : 'cannot parse'
    throw ApiError.plain('invalid_argument', jsonFault(schema, text) ?? `proto: ${fallback}`)
  }
}
