import { hash, X509Certificate } from 'node:crypto'
import { refused, type Refused } from '../judgement/verdict.ts'
import type { GuardRequest } from '../request.ts'
import { createTrustedAddresses } from './trusted-addresses.ts'

export interface MtlsOptions {
  /**
   * Where a proxy ends TLS: the header in which it hands the client's certificate on, and the addresses that proxies call from. From
   * them the header counts and the connection's own certificate does not; from everybody else it is the other way round (MTLS-2). The
   * proxy must remove the header from what clients send.
   */
  readonly proxyHeader?: {
    /** In lower case, such as `client-cert`. */
    readonly name: string
    /** `rfc9440`: `:base64 of DER:`. `url-encoded-pem`: as nginx's `$ssl_client_escaped_cert`. */
    readonly format: 'rfc9440' | 'url-encoded-pem'
    /** IP addresses, or networks as in `10.0.0.0/8`. */
    readonly trustedAddresses: readonly string[]
  }
}

/** Compares the client's certificate with the thumbprint in a token. `null`: it is that one. */
export type CertificateCheck = (request: GuardRequest, thumbprint: string) => Refused | null

const maxHeaderLength = 16_384

/**
 * RFC 8705 §3: the certificate of the connection on which the token comes. Its chain does not matter here: the handshake proves the
 * key, and the token names the certificate.
 */
export function createCertificateCheck({ proxyHeader }: MtlsOptions): CertificateCheck {
  const isProxy = createTrustedAddresses(proxyHeader?.trustedAddresses ?? [])
  return (request, thumbprint) => {
    const { peer } = request
    const der =
      proxyHeader !== undefined && isProxy(peer?.address)
        ? readHeader(request.headers.get(proxyHeader.name), proxyHeader.format)
        : (peer?.certificate() ?? null)
    if (der === null)
      return refused('certificate_missing', 'a token that is bound to a certificate needs that certificate')
    // base64url without padding, of the DER form (RFC 8705 §3.1)
    if (hash('sha256', der, 'base64url') === thumbprint) return null
    return refused(
      'certificate_mismatch',
      "the client's certificate is not the one that the token is bound to",
    )
  }
}

function readHeader(value: string | null, format: 'rfc9440' | 'url-encoded-pem'): Uint8Array | null {
  if (value === null || value.length > maxHeaderLength) return null
  try {
    if (format === 'url-encoded-pem') return new X509Certificate(decodeURIComponent(value)).raw
    const base64 = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(value)?.[1]
    return base64 === undefined ? null : new X509Certificate(Buffer.from(base64, 'base64')).raw
  } catch {
    return null
  }
}
