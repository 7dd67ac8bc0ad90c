import { request as send } from 'node:http'

export interface Call {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>
  readonly body?: string | Uint8Array
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
  readonly text: string
  readonly json: Record<string, unknown>
  /** Every `Set-Cookie`, whole. */
  readonly setCookies: readonly string[]
}

/** One request over loopback with exactly these headers. */
export function call(port: number, { method = 'GET', path = '/', headers = {}, body }: Call): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const given = Object.entries(headers).filter(
      (entry): entry is [string, string | string[]] => entry[1] !== undefined,
    )
    const request = send(
      { host: '127.0.0.1', port, method, path, headers: Object.fromEntries(given), agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            rawHeaders: response.rawHeaders,
            text,
            json: parse(text),
            setCookies: response.headers['set-cookie'] ?? [],
          })
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
