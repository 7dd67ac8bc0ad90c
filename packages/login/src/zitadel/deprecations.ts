import type { HttpResponse, Now } from '@postern/protocol'
import type { LoginEvents } from '../events.ts'
import { operationName } from './operation-name.ts'

const quietMs = 3_600_000

/** Tells when ZITADEL says that an operation will go away (RFC 9745, RFC 8594; DEP-2): once for each operation and hour. */
export function createDeprecations({ now, events }: { readonly now: Now; readonly events: LoginEvents }) {
  const toldAt = new Map<string, number>()
  return (method: string, url: string, { headers }: HttpResponse): void => {
    const { deprecation = null, sunset = null } = headers
    if (deprecation === null && sunset === null) return
    const operation = operationName(method, new URL(url).pathname)
    const last = toldAt.get(operation)
    if (last !== undefined && now() - last < quietMs) return
    toldAt.set(operation, now())
    events({ name: 'issuer.deprecation', operation, deprecation: short(deprecation), sunset: short(sunset) })
  }
}

const short = (text: string | null): string | null => text?.slice(0, 100) ?? null
