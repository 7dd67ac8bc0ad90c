/**
 * One HTTP request as plain data (RFC 9110). The body is bytes, so that a password never has to become a string.
 */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer>
  readonly signal?: AbortSignal
}

/** One HTTP response as plain data. Header names in lower case; repeated fields joined by `, `; `set-cookie` left out. */
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * The network, as it is handed to everything that uses it: no cookie jar, no redirect ever followed, an upper bound on time
 * and on the answer's size. Rejects when there is no answer; any status is an answer.
 */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>
