import type { PageConfiguration } from './page-configuration.ts'

/**
 * What is on every answer. The page may talk to itself, its ZITADEL and its API and to nobody else, may frame nothing and be framed by
 * nobody, and may turn no text into a script (HDR-2). It limits what an injected script can do with a token; it does not keep the
 * token from it (RFC 10017 §5).
 */
export function securityHeaders({ issuer, api }: PageConfiguration): Readonly<Record<string, string>> {
  const zitadel = new URL(issuer).origin
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      `img-src 'self' ${zitadel}`,
      `connect-src 'self' ${zitadel} ${api.origin}`,
      "form-action 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "frame-src 'none'",
      "worker-src 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // The address of the callback holds a code.
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  }
}
