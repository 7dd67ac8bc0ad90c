import type { Instance } from '../state/model.ts'

/** The origin that a request came to (contract 1.5). */
export interface RequestOrigin {
  readonly instanceHost: string
  /** Empty when no header names one. */
  readonly publicHost: string
  readonly protocol: 'http' | 'https'
}

type Headers = Readonly<Record<string, string | undefined>>

/** Reads the origin as the original's default header lists say: `Forwarded` is not among them (contract 1.5, R). */
export function originOfRequest(headers: Headers): RequestOrigin {
  const forwardedHost = headers['x-forwarded-host']?.split(',')[0]?.trim()
  return {
    instanceHost: headers['x-zitadel-instance-host'] ?? forwardedHost ?? headers['host'] ?? '',
    publicHost: headers['x-zitadel-public-host'] ?? '',
    protocol: headers['x-forwarded-proto']?.split(',')[0]?.trim() === 'https' ? 'https' : 'http',
  }
}

/** The issuer of the request, or nothing when the host is not the instance's. Names are compared case-sensitively (contract 1.5, R). */
export function issuerOf(origin: RequestOrigin, instance: Instance): string | undefined {
  if (!instance.domains.includes(hostname(origin.instanceHost))) return undefined
  if (origin.publicHost === '') return `${origin.protocol}://${origin.instanceHost}`
  const isKnown = [...instance.domains, ...instance.trustedDomains].includes(hostname(origin.publicHost))
  return isKnown ? `${origin.protocol}://${origin.publicHost}` : undefined
}

export function unknownInstance(origin: RequestOrigin, instance: Instance): string {
  const { instanceHost, publicHost, protocol } = origin
  const external = instance.domains[0] ?? ''
  return (
    `unable to set instance using origin &{${instanceHost} ${publicHost} ${protocol}} (ExternalDomain is ${external}): ` +
    'ID=QUERY-1kIjX Message=Instance not found. Make sure you got the domain right. ' +
    'Check out https://zitadel.com/docs/apis/introduction#domains'
  )
}

/** Host without its port; an IPv6 literal keeps its brackets. */
export function hostname(host: string): string {
  return host.replace(/:\d*$/, '')
}
