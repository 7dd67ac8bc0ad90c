import { parseJson } from '@postern/protocol'
import type { FactsPort } from '../facts/facts-port.ts'
import type { ApiTransport } from './api.ts'
import type { BytesJson } from './json-bytes.ts'

/** What the reading of facts asks of the network, as the login client. All of it reads, so all of it may be repeated. */
export const createFactsPort =
  (transport: ApiTransport): FactsPort =>
  async ({ method, path, body }) => {
    const response = await transport({
      method,
      path,
      repeatable: true,
      // plain JSON: whoever asks makes it from identifiers
      ...(body === undefined ? {} : { body: body as BytesJson }),
    })
    return { status: response.status, json: parseJson(response.body), date: response.headers['date'] }
  }
