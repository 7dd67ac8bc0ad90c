import type { Area } from './broken-rule.ts'
import { rowsOf } from './in-file.ts'

const newsroom = 'examples/newsroom'
const room = `${newsroom}/web/src/auth/tokens-in-the-browser`

/** The newsroom where its page keeps the tokens: whom they are given to, who renews, what an answer must be. */
export const newsroomForms: Area = {
  name: 'newsroom',
  tests: [
    `${newsroom}/web/test`,
    `${newsroom}/web/src/auth`,
    `${newsroom}/web-server`,
    `${newsroom}/api/test/page-origin`,
  ],
  rules: [
    ...rowsOf(`${room}/call-api.ts`, [
      ['the token goes to another origin', "!path.startsWith('/') || address.origin !== origin", 'false'],
      ['a refused token is sent for ever', 'const renewed = await renew(reader)', 'const renewed = reader'],
      [
        'a token for other projects is renewed in vain',
        '!audienceOf(reader.profile).includes(api.projectId)',
        'false',
      ],
    ]),
    ...rowsOf(`${room}/token-keeper.ts`, [
      ['every tab renews (RT-2)', 'if (isStill(stale)) await takeFromOthers()', ''],
      ['every call of a tab renews (RT-2)', 'if (!isStill(stale)) return current?.user ?? null', ''],
      ['an answer that did not come ends the login', "error.code === 'LOGIN_EXPIRED' && current", 'current'],
      [
        'a log-out leaves the refresh token alive',
        "await manager.revokeTokens(['refresh_token'])",
        "await manager.revokeTokens(['access_token'])",
      ],
      [
        'a log-out stays in its tab',
        "if (current !== null) tabs.tell({ kind: 'ended', since: current.kept.since, reason: 'logged_out' })",
        '',
      ],
    ]),
    ...rowsOf(`${room}/create-auth.ts`, [
      [
        'a login of another tab is not told apart',
        "if (begun === null) throw new AuthError('LOGIN_UNKNOWN')",
        '',
      ],
      ['nobody looks at the ID token', 'checkIdentity(user, issuer, clientId, now())', ''],
      ['a reload asks ZITADEL again and again', "memory.wasIn && code === 'ISSUER_UNREACHABLE'", 'true'],
      ['a code stays in the address', 'if (answer !== null) deps.showPath(memory.takePlace())', ''],
    ]),
    ...rowsOf(`${room}/check-identity.ts`, [
      ['an ID token of another issuer is taken', 'iss === issuer &&', ''],
      ['an ID token for other clients is taken', 'audienceOf(profile).includes(clientId) &&', ''],
      ['an ID token that a sibling asked for is taken', '(azp === undefined || azp === clientId)', 'true'],
      ['an ID token that is over is taken', 'exp * 1000 <= now', 'false'],
    ]),
    ...rowsOf(`${room}/manager-settings.ts`, [
      ['tokens are remembered in the storage of the tab', 'userStore: tokens', 'userStore: transactions'],
    ]),
    ...rowsOf(`${newsroom}/web/src/auth/configuration.ts`, [
      [
        'a server that says nothing gets a page that keeps its tokens',
        "const silence: ServerConfiguration = { form: 'tokens_on_the_server', otherForm: null }",
        "const silence = { form: 'tokens_in_the_browser', otherForm: null } as never",
      ],
      ['the page links to anything', '!/^https?:/.test(text) ||', ''],
    ]),
    ...rowsOf(`${newsroom}/web-server/src/security-headers.ts`, [
      ['the page may be framed (HDR-2)', '"frame-ancestors \'none\'",', ''],
      ['the page may talk to anybody', "`connect-src 'self' ${zitadel} ${api.origin}`", "'connect-src *'"],
    ]),
    ...rowsOf(`${newsroom}/api/src/app.ts`, [
      ['every page may call the API (CSRF-3)', 'origin: [origin],', "origin: '*',"],
      ['the API takes cookies across origins (CSRF-3)', 'credentials: false,', 'credentials: true,'],
    ]),
  ],
}
