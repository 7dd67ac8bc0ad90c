import type { HttpRequest } from '@postern/protocol'
import type { IssuerHttp } from './issuer-http.ts'

interface FetchOptions {
  readonly body?: URLSearchParams | string | Uint8Array | ReadableStream | ArrayBuffer | null | undefined
  readonly headers: Record<string, string>
  readonly method: string
  readonly signal?: AbortSignal
}

/** The network port in the form that `oauth4webapi` takes. Only forms and empty bodies are sent by it. */
export function fetchOver(call: IssuerHttp, timeoutMs: number) {
  return async (url: string, { body, headers, method, signal }: FetchOptions): Promise<Response> => {
    const response = await call(
      {
        method: method as HttpRequest['method'],
        url,
        headers,
        ...(body instanceof URLSearchParams ? { body: new TextEncoder().encode(body.toString()) } : {}),
        ...(signal === undefined ? {} : { signal }),
      },
      timeoutMs,
    )
    // `Response` refuses a body with these (Fetch §6.4).
    const hasNoBody = response.status === 204 || response.status === 205 || response.status === 304
    return new Response(hasNoBody ? null : response.body, {
      status: response.status,
      headers: response.headers,
    })
  }
}
