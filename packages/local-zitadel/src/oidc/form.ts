import type { RequestContext } from '../server/request-context.ts'
import { OAuthError } from './oauth-error.ts'

/** The parameters of a request, from body and query together. */
export interface Form {
  /** The first value given, the body's before the query's: how `grant_type` is read (contract 6.1). */
  first(name: string): string | undefined
  /** The last value given: how everything else is read (contract 4.6, 6.1, 7.1). */
  last(name: string): string | undefined
}

type FormRequest = Pick<RequestContext, 'method' | 'headers' | 'body' | 'query'>

const largestBody = 10 * 1024 * 1024
const withFormBody = new Set(['POST', 'PUT', 'PATCH'])

/**
 * Reads the parameters as the original does: a body counts only for POST, PUT and PATCH with the form content type, anything else in it
 * is not seen (contract 6.1: JSON is "grant_type missing"). Throws `form_unparsable` for a broken escape or more than 10 MiB.
 */
export function parseForm(request: FormRequest): Form {
  const pairs = [...bodyPairs(request), ...request.query]
  const values = new Map<string, { first: string; last: string }>()
  for (const [name, value] of pairs)
    values.set(name, { first: values.get(name)?.first ?? value, last: value })
  return { first: (name) => values.get(name)?.first, last: (name) => values.get(name)?.last }
}

function bodyPairs({ method, headers, body }: FormRequest): [string, string][] {
  if (!withFormBody.has(method) || !isForm(headers['content-type'])) return []
  if (body.length > largestBody) throw new OAuthError('form_unparsable')
  return parsePairs(new TextDecoder().decode(body))
}

function isForm(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
}

function parsePairs(text: string): [string, string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      // A semicolon separates nothing and is refused, as Go does since 1.17.
      if (pair.includes(';')) throw new OAuthError('form_unparsable')
      const equals = pair.indexOf('=')
      const name = equals < 0 ? pair : pair.slice(0, equals)
      const value = equals < 0 ? '' : pair.slice(equals + 1)
      return [unescapeOrThrow(name), unescapeOrThrow(value)]
    })
}

function unescapeOrThrow(text: string): string {
  const plain = unescapeQuery(text)
  if (plain === undefined) throw new OAuthError('form_unparsable')
  return plain
}

/** Undoes form encoding; nothing when a percent sign begins no escape. Bytes that are no UTF-8 become replacement characters. */
export function unescapeQuery(text: string): string | undefined {
  if (!/[%+]/.test(text)) return text
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return Buffer.from(
      spaced.replaceAll(/%([0-9A-Fa-f]{2})|[^%]+/g, (run, hex: string | undefined) =>
        hex === undefined
          ? Buffer.from(run, 'utf8').toString('latin1')
          : String.fromCharCode(Number.parseInt(hex, 16)),
      ),
      'latin1',
    ).toString('utf8')
  }
}
