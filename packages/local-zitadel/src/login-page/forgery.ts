import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RequestContext } from '../server/request-context.ts'
import type { BrowserState } from './browser-cookie.ts'

/** The hidden value that only a page of this browser for this very purpose can hold. */
export function formProof({ instance }: RequestContext, browser: BrowserState, purpose: string): string {
  return createHmac('sha256', instance.tokenKey)
    .update(`login-page form\n${purpose}\n${browser.nonce}`)
    .digest('base64url')
}

/**
 * Whether a form comes from a page of ours in this browser. The proof holds against other sites; the origin also against a program on
 * another port of this machine, which may plant a cookie here but cannot say where it is not.
 */
export function isOurForm(
  context: RequestContext,
  browser: BrowserState,
  purpose: string,
  given: string,
): boolean {
  const { origin, 'sec-fetch-site': site } = context.headers
  if (origin !== undefined ? origin !== context.issuer : site !== undefined && site !== 'same-origin')
    return false
  const [expected, actual] = [Buffer.from(formProof(context, browser, purpose)), Buffer.from(given)]
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}
