/** What is said of both forms, in the page and in `docs/two-forms.md`. RFC 10017 is quoted as in its last draft. */

export interface FormSide {
  readonly name: string
  /** RFC 10017's name for it, with the clause. */
  readonly pattern: string
  readonly verdict: string
  readonly summary: string
  readonly choose: string
}

export interface Row {
  readonly question: string
  readonly onTheServer: string
  readonly inTheBrowser: string
}

export interface Section {
  readonly title: string
  readonly about: string
  readonly rows: readonly Row[]
}

export const title = 'Two ways to live with tokens'

export const lead =
  'This newsroom exists twice, from the same files. Once a gateway holds every token and the browser has a session cookie; once the page logs in by itself and holds the tokens. Readers see no difference. A script that gets into the page does.'

export const sides: { readonly onTheServer: FormSide; readonly inTheBrowser: FormSide } = {
  onTheServer: {
    name: 'Tokens on the server',
    pattern: 'Backend For Frontend (BFF), RFC 10017 §6.1',
    verdict:
      'This architecture is strongly recommended for business applications, sensitive applications, and applications that handle personal data.',
    summary:
      'The gateway is the OAuth client. It logs the reader in, keeps the tokens sealed, and attaches them to calls on their way to the API.',
    choose:
      'When the data is worth stealing, when “log out everywhere” must mean it, or when the page loads code that you did not write. It takes a server that is yours.',
  },
  inTheBrowser: {
    name: 'Tokens in the browser',
    pattern: 'Browser-based OAuth client, RFC 10017 §6.3',
    verdict:
      'This architecture is not recommended for business applications, sensitive applications, and applications that handle personal data.',
    summary:
      'The page is the OAuth client: Authorization Code with PKCE at ZITADEL’s own login page, and the access token in the header of its calls.',
    choose:
      'When there is no server but that of static files, the data is harmless, and the access tokens are short-lived and narrow. Or while an existing page of this kind moves to the other form.',
  },
}

export const sections: readonly Section[] = [
  {
    title: 'If a script is injected',
    about: 'The four attacks of RFC 10017 §5.1. No policy in a page makes up for a script that runs in it.',
    rows: [
      {
        question: 'It takes the tokens that are there (§5.1.1)',
        onTheServer: 'There are none. The cookie is HttpOnly: no script reads it.',
        inTheBrowser:
          'It gets them. They are in no store, but they pass through calls that a script can watch, and the page’s tabs hand them to each other.',
      },
      {
        question: 'It takes every new one as well (§5.1.2)',
        onTheServer: 'There are none.',
        inTheBrowser:
          'It gets the refresh token, and with it new tokens on another machine, for as long as the refresh token lives: at ZITADEL up to 30 days without use, 90 in all, unless set shorter.',
      },
      {
        question: 'It begins a login of its own, unseen (§5.1.3)',
        onTheServer:
          'A code is of no use to it: the client proves itself with a key, and the key is on the server.',
        inTheBrowser:
          'A hidden frame is forbidden by the page’s policy. A script that is part of the page needs none: it waits for the answer to a redirect, and nothing tells its request from the page’s own.',
      },
      {
        question: 'It makes calls through the reader’s browser (§5.1.4)',
        onTheServer:
          'It can, while the page is open: only the routes that are configured, and each one passes the gateway’s log.',
        inTheBrowser: 'It can, and from anywhere else too: whatever API takes the token, with any method.',
      },
    ],
  },
  {
    title: 'If the login must end',
    about: 'ZITADEL’s part was observed on a running one.',
    rows: [
      {
        question: 'The reader logs out',
        onTheServer:
          'One call ends the session and all of its tokens; from then on no process forwards a call.',
        inTheBrowser:
          'The page revokes its refresh token and ends the session at ZITADEL, in all tabs. A set of tokens that a reload left behind, or a thief began, lives on until it expires.',
      },
      {
        question: 'An administrator ends the session at ZITADEL',
        onTheServer: 'It ends here at once, by back-channel logout.',
        inTheBrowser:
          'The access token dies at once. The refresh token does not: at the next renewal the page goes on as if nothing had been.',
      },
      {
        question: 'The password is changed, or a second factor is demanded',
        onTheServer: 'Judged again within minutes: the session ends, or is raised.',
        inTheBrowser: 'Asked of nobody before the next real login.',
      },
      {
        question: 'The reader wants to see their other logins',
        onTheServer: 'A list, with an end for each, and for all.',
        inTheBrowser: 'The page knows of its own tabs only.',
      },
    ],
  },
  {
    title: 'What it costs',
    about: 'For one reader with one page.',
    rows: [
      {
        question: 'To run',
        onTheServer: 'A gateway and a store for its sealed sessions, some kilobytes each; both must be up.',
        inTheBrowser:
          'A server of static files. The API faces the internet itself: CORS, limits and TLS are its own.',
      },
      {
        question: 'A login',
        onTheServer: 'A form in the page. The server takes seven steps, one of them the password check.',
        inTheBrowser: 'The page leaves for ZITADEL and comes back; then one call for the tokens.',
      },
      {
        question: 'A call to the API',
        onTheServer: 'One hop more, within your own network.',
        inTheBrowser: 'Straight there, and a preflight beside it every ten minutes for each address.',
      },
      {
        question: 'A reload, another tab',
        onTheServer: 'Nothing: the cookie is there.',
        inTheBrowser:
          'Another open tab hands the tokens over. Without one, the page goes to ZITADEL and back, without a form, and gets new ones.',
      },
      {
        question: 'A renewal',
        onTheServer: 'On the server, ahead of time; the page notices nothing.',
        inTheBrowser:
          'One call, by one tab at a time under a lock: ZITADEL answers two at once, and only the tokens of one of them live.',
      },
    ],
  },
  {
    title: 'What the standards say',
    about: 'Neither form is without a remark.',
    rows: [
      {
        question: 'Where the password is typed',
        onTheServer:
          'In the application’s own form, which deviates from RFC 10017 §7.3: it asks for a redirect. For first-party applications of whoever runs the ZITADEL; SECURITY.md says what remains.',
        inTheBrowser: 'At ZITADEL’s login page, by a redirect, as RFC 10017 §7.3 demands.',
      },
      {
        question: 'Ways to log in',
        onTheServer: 'Password and one-time code in this version.',
        inTheBrowser:
          'Whatever ZITADEL’s login page offers: passkeys, other identity providers, single sign-on.',
      },
      {
        question: 'Tokens that a thief cannot use',
        onTheServer: 'Not needed in the browser: it has none.',
        inTheBrowser: 'Would help against §5.1.1 and §5.1.2 (DPoP, RFC 9449); ZITADEL does not have them.',
      },
    ],
  },
]

export const implicit =
  'The implicit grant, where the token comes in the address, is not offered: addresses end up in histories and logs, and a token in one can be exchanged for another. RFC 9700 §2.1.2 advises against it, and RFC 10017 §7.2 forbids it to pages; Authorization Code with PKCE does the same without.'
