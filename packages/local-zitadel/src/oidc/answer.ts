import type { Answer, RequestContext } from '../server/request-context.ts'
import type { OAuthError } from './oauth-error.ts'

type Headers = Readonly<Record<string, string | readonly string[]>>

/** A JSON answer in Go's spelling: `&`, `<` and `>` escaped, a line feed at the end. */
export function json(value: unknown, options: { status?: number; headers?: Headers } = {}): Answer {
  return {
    status: options.status ?? 200,
    headers: { 'content-type': 'application/json', ...options.headers },
    body: `${JSON.stringify(value).replaceAll(/[&<>]/g, (sign) => goEscapes[sign] ?? sign)}\n`,
  }
}

export function text(status: number, body: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body,
  }
}

/** A success with nothing to say; announced as JSON all the same. */
export function empty(): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: '' }
}

/** 302; a GET gets a small page with the link as well, any other method nothing (contract 4.3). */
export function redirect(context: Pick<RequestContext, 'method'>, location: string): Answer {
  if (context.method !== 'GET' && context.method !== 'HEAD')
    return { status: 302, headers: { location }, body: '' }
  const escaped = location.replaceAll(/[&<>"']/g, (sign) => htmlEscapes[sign] ?? sign)
  return {
    status: 302,
    headers: { location, 'content-type': 'text/html; charset=utf-8' },
    body: `<a href="${escaped}">Found</a>.\n\n`,
  }
}

/** The error body of every OIDC endpoint; there is never a `WWW-Authenticate` beside it (contract 1.6). */
export function refusal(error: OAuthError): Answer {
  const { description } = error
  return json(
    { error: error.error, ...(description === undefined ? {} : { error_description: description }) },
    { status: error.status },
  )
}

const goEscapes: Readonly<Record<string, string>> = { '&': '\\u0026', '<': '\\u003c', '>': '\\u003e' }
const htmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}
