import type { Answer, RequestContext } from '../server/request-context.ts'

/**
 * What every OIDC answer carries (contract 1.6): never cached unless the endpoint says otherwise, and a fresh user-agent cookie each
 * time, even when a good one was sent. Nothing reads that cookie.
 */
export function withCommonHeaders(
  answer: Answer,
  context: RequestContext,
  { mayBeCached = false }: { readonly mayBeCached?: boolean } = {},
): Answer {
  const uncached = mayBeCached || answer.headers['cache-control'] !== undefined ? {} : noStore(context.now)
  return {
    ...answer,
    headers: {
      ...uncached,
      vary: 'Origin, Cookie',
      'set-cookie': [userAgentCookie(context)],
      ...answer.headers,
    },
  }
}

function noStore(now: number): Record<string, string> {
  return {
    'cache-control': 'no-store',
    pragma: 'no-cache',
    expires: new Date(now - 3_600_000).toUTCString(),
  }
}

function userAgentCookie({ world, issuer, now }: RequestContext): string {
  const { protocol, hostname } = new URL(issuer)
  const value = `${Math.floor(now / 1000)}|${base64(world.randomBytes(40))}|${base64(world.randomBytes(32))}`
  const attributes = ['Path=/', `Domain=${hostname}`, 'Max-Age=31536000', 'HttpOnly', 'SameSite=Lax']
  if (protocol === 'https:') attributes.push('Secure')
  return [`zitadel.useragent=${base64(Buffer.from(value, 'latin1'))}`, ...attributes].join('; ')
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
