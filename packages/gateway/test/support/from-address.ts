import { type Browser, createBrowser } from './browser.ts'
import type { TestGateway } from './start-gateway.ts'

/** Lets tests come from wherever they say: the test itself is the trusted proxy. */
export const anyAddress = { trustedProxies: ['127.0.0.1'], clientAddressHeader: 'x-forwarded-for' }

/** A browser at an address, for a gateway that is configured with `anyAddress`. */
export const browserAt = ({ call }: Pick<TestGateway, 'call'>, address: string): Browser =>
  createBrowser((request) =>
    call({ ...request, headers: { ...request.headers, 'x-forwarded-for': address } }),
  )
