import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export const project = '300000000000000001'
export const client = '300000000000000002'
/** What the clock says all the time. */
export const noon = Date.UTC(2027, 0, 15, 12)

/** An issuer on loopback for which the token `of-ada` is ada's; `elsewhere` is for another API, everything else is inactive. */
export interface Issuer {
  readonly url: string
  /** While set, introspection answers with this status and nothing else. */
  failure: number | undefined
  readonly asked: () => number
  close(): Promise<void>
}

export async function startIssuer(now = () => noon): Promise<Issuer> {
  let asked = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    response.setHeader('content-type', 'application/json')
    if (request.method === 'GET') {
      return void response.end(
        JSON.stringify({ issuer: started.url, introspection_endpoint: `${started.url}/introspect` }),
      )
    }
    asked += 1
    if (started.failure !== undefined)
      return void response.writeHead(started.failure).end('{"error":"unauthorized_client"}')
    const token = new URLSearchParams(Buffer.concat(chunks).toString()).get('token') ?? ''
    const sub = /^of-(\w+)/.exec(token)?.[1] ?? (token === 'elsewhere' ? 'ada' : undefined)
    const iat = Math.floor(now() / 1000)
    const aud = token === 'elsewhere' ? ['another'] : [project, client]
    const claims = { active: true, sub, aud, iss: started.url, exp: iat + 600, iat, token_type: 'Bearer' }
    response.end(JSON.stringify(sub === undefined ? { active: false } : claims))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const started: Issuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failure: undefined,
    asked: () => asked,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return started
}
