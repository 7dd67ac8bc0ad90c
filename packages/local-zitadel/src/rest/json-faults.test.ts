import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonFault } from './json-faults.ts'
import { type JsonNode, readPositions } from './json-positions.ts'
import { loadPackage, packageNames } from './schema/api-packages.ts'

const services = (await Promise.all(packageNames.map(loadPackage))).flatMap((one) => one?.services ?? [])

const input = (service: string, method: string) => {
  const found = services.find((one) => one.typeName === service)?.methods.find((one) => one.name === method)
  if (found === undefined) throw new Error(`${service}/${method} is missing`)
  return found.input
}

describe('JSON that does not fit a message (contract 11.4)', () => {
  const callback = input('zitadel.oidc.v2.OIDCService', 'CreateCallback')
  const session = input('zitadel.session.v2.SessionService', 'CreateSession')

  it('names the second variant of a oneof with line and column', () => {
    const text =
      '{"session":{"sessionId":"x","sessionToken":"y"},"error":{"error":"ERROR_REASON_ACCESS_DENIED"}}'
    expect(jsonFault(callback, text)).toBe(
      'proto: (line 1:49): error parsing "error", oneof zitadel.oidc.v2.CreateCallbackRequest.callback_kind is already set',
    )
  })

  it('names a value of the wrong kind', () => {
    expect(jsonFault(session, '{"checks":{"user":{"loginName":5}}}')).toBe(
      'proto: (line 1:32): invalid value for string field loginName: 5',
    )
    expect(jsonFault(session, '{\n "checks": 1}')).toBe('proto: (line 2:12): unexpected token 1')
  })

  it('finds nothing in what fits, whatever unknown fields it has', () => {
    expect(
      jsonFault(session, '{"checks":{"user":{"login_name":"a","extra":1}},"metadata":{"k":"dg=="}}'),
    ).toBeUndefined()
  })

  it('reads every JSON text whole: what it read is what JSON.parse reads', () => {
    const rebuilt = (node: JsonNode): unknown => {
      if (node.kind === 'object') return node.entries.map(({ key, value }) => [key, rebuilt(value)])
      return node.kind === 'array' ? node.items.map(rebuilt) : JSON.parse(node.raw)
    }
    const flat = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(flat)
      return typeof value === 'object' && value !== null
        ? Object.entries(value).map(([key, one]) => [key, flat(one)])
        : value
    }
    // Integer-like keys are left out: JSON.parse gives them in another order.
    const json = fc
      .json({ depthSize: 'small' })
      .filter((text) => !/"\d+":/.test(text) && !text.includes('__proto__'))
    fc.assert(
      fc.property(json, fc.boolean(), (text, spaced) => {
        const shown = spaced ? JSON.stringify(JSON.parse(text), null, 2) : text
        expect(rebuilt(readPositions(shown))).toEqual(flat(JSON.parse(shown)))
      }),
    )
  })
})
