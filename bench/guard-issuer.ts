/** A process with an issuer that a guard asks, and good tokens of it. Prints both; what is asked of it afterwards is `/calls`. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiSettings } from '../scripts/compare-guards/guarded-handlers.ts'
import { startIssuer } from '../scripts/compare-guards/issuer.ts'

export interface IssuerSaid {
  readonly settings: ApiSettings
  /** Good until long after the measurement. */
  readonly opaque: string
  readonly jwt: string
  /** Where the number of calls so far is answered. */
  readonly counter: string
}

const issuer = await startIssuer()
const exp = Math.floor(Date.now() / 1000) + 7_200
const opaque = issuer.opaque({ active: true, token_type: 'Bearer', ...issuer.claims({ exp }) })
const jwt = issuer.jwt(issuer.header(), issuer.claims({ exp }))
const counter = createServer((_, response) => response.end(String(issuer.calls.length)))
counter.listen(0, '127.0.0.1', () => {
  const said: IssuerSaid = {
    settings: issuer.settings,
    opaque,
    jwt,
    counter: `http://127.0.0.1:${(counter.address() as AddressInfo).port}`,
  }
  process.stdout.write(`${JSON.stringify(said)}\n`)
})
