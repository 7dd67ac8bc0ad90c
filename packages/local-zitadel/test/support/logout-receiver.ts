import { createServer, type IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'

export interface LogoutCall {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly token: string
  readonly claims: Readonly<Record<string, unknown>>
}

/** An application's end of back-channel logout, on loopback, ended with the test. */
export interface LogoutReceiver {
  readonly uri: string
  readonly port: number
  /** What it answers from now on; `never` leaves callers waiting. */
  status: number | 'never'
  readonly calls: readonly LogoutCall[]
  /** Resolves when so many calls have come in all. */
  came(count: number): Promise<void>
}

export async function aLogoutReceiver(): Promise<LogoutReceiver> {
  const calls: LogoutCall[] = []
  let look = () => {}
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const token = new URLSearchParams(body).get('logout_token') ?? ''
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
      calls.push({ headers: request.headers, body, token, claims })
      const { status } = receiver
      if (status !== 'never') response.writeHead(status, { location: receiver.uri }).end('told')
      look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const receiver: LogoutReceiver = {
    uri: `http://localhost:${port}/bcl`,
    port,
    status: 200,
    calls,
    came: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (calls.length >= count) resolve()
        }
        look()
      }),
  }
  return receiver
}
