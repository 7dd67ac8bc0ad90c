import type { Form } from '../auth/index.ts'

/** What the pages say where the forms differ. */
interface FormTexts {
  readonly name: string
  readonly strip: string
  readonly colophon: string
  readonly invitation: string
  readonly quote: string
}

export const formTexts: Readonly<Record<Form, FormTexts>> = {
  tokens_on_the_server: {
    name: 'Tokens on the server',
    strip: 'You log in right here. A gateway keeps every token; this browser has a session cookie.',
    colophon:
      'the login form is part of this page, the tokens are not. They stay on the server, and this browser holds a session cookie that no script can read.',
    invitation:
      'Choose your topics, read what matters to you, and take a good quote home. The login is right here.',
    quote:
      'The API gives a quote only for an access token. Your browser has none: the server adds it on the way.',
  },
  tokens_in_the_browser: {
    name: 'Tokens in the browser',
    strip: 'You log in at ZITADEL’s own page. This page keeps the tokens and calls the API itself.',
    colophon:
      'in this form the page logs in by itself and keeps its tokens, in memory. A script that gets into the page can take them.',
    invitation:
      'Choose your topics, read what matters to you, and take a good quote home. The login is at ZITADEL, and leads back here.',
    quote: 'The API gives a quote only for an access token. This page has one and sends it along.',
  },
}
