import type { JsonValue } from '@bufbuild/protobuf'
import type { Answer } from './request-context.ts'

export function textAnswer(status: number, text: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: text }
}

export function jsonAnswer(status: number, json: JsonValue, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(json) }
}

/** What Go's router says about a path that nobody serves. */
export const pageNotFound = (): Answer =>
  textAnswer(404, '404 page not found\n', { 'x-content-type-options': 'nosniff' })
