import type { ServerResponse } from 'node:http'

/**
 * On every answer, whoever wrote it (HDR-1 to HDR-4, K-2). A policy for pages on an answer that is none does no harm and leaves no
 * page without it.
 */
export const securityHeaders: readonly (readonly [string, string])[] = [
  ['strict-transport-security', 'max-age=63072000; includeSubDomains'],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['x-frame-options', 'DENY'],
  // Whether there is an answer at all depends on where the request comes from.
  ['vary', 'Origin, Sec-Fetch-Site'],
  [
    'content-security-policy',
    [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "font-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "frame-src 'none'",
      "worker-src 'self'",
      "manifest-src 'self'",
    ].join('; '),
  ],
  [
    'permissions-policy',
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
  ],
]

/** The same, names and values in turn. */
export const securityHeaderLines: readonly string[] = securityHeaders.flat()

/** What only we say. `Vary` is a list to which a service adds what its own answers depend on. */
export const securityHeaderNames: ReadonlySet<string> = new Set([
  ...securityHeaders.map(([name]) => name).filter((name) => name !== 'vary'),
  'content-security-policy-report-only',
  'x-xss-protection',
  'cross-origin-embedder-policy',
  'clear-site-data',
])

export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of securityHeaders) response.setHeader(name, value)
}

/** Where a session speaks, nothing is kept by anybody (HDR-3). */
export const noStore = 'no-store'
