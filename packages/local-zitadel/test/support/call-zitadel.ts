import { request } from 'node:http'
import type { LocalZitadel } from '../../src/index.ts'

export interface Called {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  // Whoever calls knows what ZITADEL answers; a wrong guess fails the test.
  readonly json: Json
  readonly text: string
}

/** JSON as tests read it: a field that is not there is undefined. */
export type Json = { readonly [name: string]: Json } & { readonly [index: number]: Json } & (
    | object
    | string
    | number
    | boolean
  )

export interface CallOptions {
  readonly token?: string
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
}

/** One call over a real socket; `Host` can be anything. */
export function callZitadel(
  { port }: Pick<LocalZitadel, 'port'>,
  line: string,
  options: CallOptions = {},
): Promise<Called> {
  const [method, path] = line.split(' ')
  const body = typeof options.body === 'object' ? JSON.stringify(options.body) : options.body
  const headers = {
    host: `localhost:${port}`,
    ...(typeof options.body === 'object' ? { 'content-type': 'application/json' } : {}),
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...options.headers,
  }
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return Object(text)
  }
}

/** The id of an error answer of ZITADEL's. */
export const errorId = (called: Called): unknown => called.json['details']?.[0]?.['id']
