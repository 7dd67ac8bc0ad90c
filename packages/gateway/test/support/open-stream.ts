import { request as send } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Browser } from './browser.ts'
import { publicOrigin, type TestGateway } from './start-gateway.ts'

export interface OpenStream {
  readonly status: number
  /** How it ended: `whole`, or `cut` off in the middle. */
  readonly end: Promise<'whole' | 'cut'>
}

/** Opens an answer that goes on, as a page with this browser's session would. Resolves with its head. */
export function openStream({ port }: TestGateway, page: Browser, path: string): Promise<OpenStream> {
  const { promise, resolve, reject } = Promise.withResolvers<OpenStream>()
  const request = send({
    host: '127.0.0.1',
    port,
    path,
    agent: false,
    headers: {
      host: new URL(publicOrigin).host,
      'postern-csrf': '1',
      'sec-fetch-site': 'same-origin',
      cookie: [...page.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  })
  request.on('error', reject)
  request.on('response', (response) => {
    const end = new Promise<'whole' | 'cut'>((ended) => {
      response.on('end', () => ended('whole'))
      response.on('error', () => ended('cut'))
    })
    response.resume()
    resolve({ status: response.statusCode ?? 0, end })
  })
  request.end()
  onTestFinished(() => void request.destroy())
  return promise
}
