import type { LocalZitadel } from '../local-zitadel.ts'
import { TokensRefused } from './tokens-refused.ts'

/** A call of the server's API with a JSON body, as its administrator unless another token is named. */
export async function callApi(
  { issuer, seeded }: LocalZitadel,
  path: string,
  body: object,
  token = seeded.adminPat,
): Promise<object> {
  const response = await fetch(issuer + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new TokensRefused(`${path}: ${response.status} ${field(answer, 'message')}`)
  return Object(answer)
}

/** A text in an answer, or nothing where there is none: `field(answer, 'application', 'clientId')`. */
export function field(answer: unknown, ...names: readonly string[]): string {
  const found = names.reduce<unknown>((value, name) => Object(value)[name], answer)
  return typeof found === 'string' ? found : ''
}

/** A list in an answer; ZITADEL leaves empty ones out. */
export function listIn(answer: object, name: string): readonly object[] {
  const found: unknown = Object(answer)[name]
  return Array.isArray(found) ? found.map(Object) : []
}
