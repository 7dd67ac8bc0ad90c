import type { Reply } from './call.ts'
import { anyAddress, browserAt } from './from-address.ts'
import { ada, startGateway, type TestGateway } from './start-gateway.ts'

export const wrong = { loginName: ada.loginName, password: 'wrong' }
export const nobody = { loginName: 'nobody@example.com', password: 'wrong' }
export const deviceCookie = '__Host-postern-device'

/** Small limits, each with a length of its own, so that `Retry-After` says which one it was. */
export const small = {
  perName: { tries: 3, windowSeconds: 100 },
  perNameAndAddress: { tries: 2, windowSeconds: 50 },
  perAddress: { tries: 4, windowSeconds: 70 },
  perNetwork: { tries: 6, windowSeconds: 80 },
  perDevice: { tries: 2, windowSeconds: 60 },
  failuresInARow: 12,
}

export const aGateway = (attempts: object = {}, options: Parameters<typeof startGateway>[0] = {}) =>
  startGateway({ ...options, config: { ...anyAddress, attempts: { ...small, ...attempts } } })

/** One address in a network of its own for every number. */
export const elsewhere = (number: number): string => `198.${Math.floor(number / 250)}.${number % 250}.1`

export const told = ({ status, headers, json }: Reply) => [status, json['code'], headers['retry-after']]
export const rejected = [401, 'CREDENTIALS_REJECTED', undefined]
export const throttled = (seconds: number) => [429, 'THROTTLED', String(seconds)]

export const limitsOf = ({ events }: TestGateway) => events('login.throttled').map(({ limit }) => limit)

/** One try from a browser of its own. */
export const tryAt = (gateway: TestGateway, address: string, user: typeof wrong): Promise<Reply> =>
  browserAt(gateway, address).logIn(user)
