import type { Answer } from '../server/request-context.ts'
import { html, type Markup, markupText, verbatim } from './markup.ts'
import { style, styleHash } from './style.ts'

export interface Page {
  readonly title: string
  readonly body: Markup
  /** What went wrong with the form before: read out at once by a screen reader. */
  readonly error?: string
  readonly status?: number
  /** Origins or schemes that a form of this page may end at beside its own: browsers hold a redirect after a form to it. */
  readonly formTargets?: readonly string[]
  readonly setCookie?: string
}

/** A page of the login: nothing is loaded, framed, kept or run. */
export function pageAnswer({ title, body, error, status = 200, formTargets = [], setCookie }: Page): Answer {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${error === undefined ? '' : 'Error: '}${title} – local ZITADEL</title>
<style>${verbatim(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
<footer>Local ZITADEL, for development and tests</footer>
</main>
</body>
</html>
`
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      ...guarding(formTargets),
      ...(setCookie === undefined ? {} : { 'set-cookie': setCookie }),
    },
    body: markupText(page),
  }
}

/** On to another place, by GET whatever was asked with (RFC 9110 §15.4.4). */
export function seeOther(location: string, setCookie?: string): Answer {
  return {
    status: 303,
    headers: { location, ...guarding([]), ...(setCookie === undefined ? {} : { 'set-cookie': setCookie }) },
    body: '',
  }
}

/** The paragraph that the fields of a form name as what describes them. */
export const errorId = 'error'

export function alertOf(error: string | undefined): Markup | undefined {
  return error === undefined ? undefined : html`<p id="${errorId}" role="alert">${error}</p>`
}

function guarding(formTargets: readonly string[]): Record<string, string> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      `style-src '${styleHash}'`,
      `form-action ${["'self'", ...formTargets].join(' ')}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    // A form of the page still says its origin; nobody else learns the address.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'same-origin',
  }
}
