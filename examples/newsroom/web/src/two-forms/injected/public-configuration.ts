import { isObject } from '../../shell/json-fields.ts'

export interface PublicConfiguration {
  readonly issuer: string
  readonly clientId: string
  readonly api: string
}

/** What everybody may read at `/config.json`; `null` where it says nothing of ZITADEL. */
export async function readPublicConfiguration(): Promise<PublicConfiguration | null> {
  const answer = await fetch('/config.json', { headers: { accept: 'application/json' } })
  const given: unknown = await answer.json().catch(() => null)
  if (!isObject(given)) return null
  const { issuer, clientId, api } = given
  const origin = isObject(api) ? api['origin'] : undefined
  return typeof issuer === 'string' && typeof clientId === 'string' && typeof origin === 'string'
    ? { issuer, clientId, api: origin }
    : null
}
