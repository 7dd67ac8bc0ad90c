import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'

/**
 * A process with the least that a proxy of `node:http` and undici can be: `node bench/bare-proxy.ts 8080` passes on whatever comes to that
 * port, as it comes, checks nothing and says nothing of its own. Prints its port.
 */
const service = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: 64, pipelining: 1 })
const ofOneConnection = /^(?:connection|host)$/i

const server = createServer((request, response) => {
  const { url = '/', rawHeaders } = request
  service.dispatch(
    {
      path: url,
      method: 'GET',
      headers: rawHeaders.filter((_, at) => !ofOneConnection.test(rawHeaders[at - (at % 2)] ?? '')),
    },
    {
      onRequestStart() {},
      onResponseStart(_, status, headers) {
        response.writeHead(status, headers)
      },
      onResponseData(_, chunk) {
        response.write(chunk)
      },
      onResponseEnd() {
        response.end()
      },
      onResponseError() {
        response.destroy()
      },
    },
  )
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`),
)
