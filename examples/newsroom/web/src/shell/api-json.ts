import type { Api } from '../auth/index.ts'
import { isObject } from './json-fields.ts'

/** An answer of the API that is not what was asked for. `title` may be shown. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly title: string

  constructor(status: number, title: string, options?: ErrorOptions) {
    super(`${status}: ${title}`, options)
    this.status = status
    this.title = title
  }
}

/** Calls the API and parses what it says. @throws ApiError, and whatever the auth room's `api` throws */
export async function apiJson<T>(
  api: Api,
  path: string,
  parse: (body: unknown) => T,
  init?: RequestInit,
): Promise<T> {
  const response = await api(path, init)
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok)
    throw new ApiError(response.status, titleOf(body) ?? 'The newsroom could not answer that.')
  try {
    return parse(body)
  } catch (cause) {
    throw new ApiError(response.status, 'The newsroom gave an answer that this page does not understand.', {
      cause,
    })
  }
}

/** The title of a problem (RFC 9457). */
const titleOf = (body: unknown): string | undefined =>
  isObject(body) && typeof body['title'] === 'string' ? body['title'] : undefined
