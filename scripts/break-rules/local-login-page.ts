import type { Area } from './broken-rule.ts'
import { inFolder } from './in-file.ts'

const src = 'packages/local-zitadel/src'
const test = 'packages/local-zitadel/test'

const { rowsOf } = inFolder(src)

/** The login page of the local ZITADEL: who gets through it, what it asks again, and what pages and programs beside it may do with it. */
export const localLoginPage: Area = {
  name: 'local-login-page',
  tests: [`${test}/login-page/`, `${test}/cors`],
  rules: [
    ...rowsOf('login-page/forgery.ts', [
      ['a form from another origin is taken', 'origin !== context.issuer', 'false'],
      ['a form from another site is taken', "site !== undefined && site !== 'same-origin'", 'false'],
      [
        'a form without the proof is taken',
        'expected.length === actual.length && timingSafeEqual(expected, actual)',
        'true',
      ],
      [
        'the proof of another login is taken',
        '`login-page form\\n${purpose}\\n${browser.nonce}`',
        '`${browser.nonce}`',
      ],
      [
        'the proof of another browser is taken',
        '`login-page form\\n${purpose}\\n${browser.nonce}`',
        '`${purpose}`',
      ],
    ]),
    ...rowsOf('login-page/logout.ts', [
      [
        'a log-out from elsewhere is taken',
        "if (!isOurForm(context, browser, purpose, parsePageForm(context)('proof'))) {",
        'if (isOurForm === undefined) {',
      ],
      ['a log-out goes where nobody signed', 'await compactVerify(token,', 'void (compactVerify, token,'],
    ]),
    ...rowsOf('login-page/markup.ts', [
      ['what comes from outside is not escaped', 'escapes[sign] ?? sign', 'sign'],
    ]),
    ...rowsOf('login-page/page.ts', [
      ['the page may be framed', "frame-ancestors 'none'", 'frame-ancestors *'],
      ['the page may load and run', "default-src 'none'", 'default-src *'],
      ['the page is kept', "'cache-control': 'no-store'", "'cache-control': 'max-age=60'"],
    ]),
    ...rowsOf('login-page/browser-cookie.ts', [
      ['scripts read the cookie', '; HttpOnly', ''],
      ['the cookie goes along with requests of other sites', '; SameSite=Lax', '; SameSite=None'],
    ]),
    ...rowsOf('server/serve.ts', [
      [
        'another origin reads the proof in a form',
        'isPagePath(path) ? {} : corsHeaders',
        'false ? {} : corsHeaders',
      ],
    ]),
    ...rowsOf('server/dispatch.ts', [
      [
        'a preflight lets another origin fill a form in',
        'if (isPagePath(path)) return',
        "if (isPagePath(path) && method !== 'OPTIONS') return",
      ],
    ]),
    ...rowsOf('server/cors.ts', [
      ['a page sends headers that the original does not take', 'headers.has(name) &&', 'true &&'],
      [
        'a page calls with methods that the original does not share',
        'sharing.methods.includes(method) &&',
        '',
      ],
    ]),
    ...rowsOf('login-page/next-step.ts', [
      [
        'a form is shown although the application forbids it',
        "if (authRequest.prompt.includes('none')) return withoutAsking(state)",
        'void withoutAsking',
      ],
      [
        'a proof older than max_age counts',
        'maxAgeSeconds === undefined || checkedAt >=',
        'true || checkedAt >=',
      ],
      [
        'the second factor is not asked for',
        "session.hasTotp && !isFresh(state, session.totpCheckedAt) ? 'totp' : undefined",
        'undefined',
      ],
      ['a barrier stops nobody', 'if (session.barrier !== undefined) return session.barrier', ''],
      [
        'the user of an id_token_hint is not heeded',
        '(hintUserId === undefined || session.userId === hintUserId) &&',
        '',
      ],
      [
        'the hinted user is not heeded',
        '(named === undefined || isSameName(session.loginName, named)) &&',
        '',
      ],
    ]),
    ...rowsOf('login-page/known-session.ts', [
      [
        'a session whose token was renewed elsewhere is used',
        'if (!(await isSessionToken(world, session, reference.token))) return undefined',
        'void isSessionToken(world, session, reference.token)',
      ],
      [
        'a deactivated user stays logged in',
        'session === undefined || !isReadable(session)',
        'session === undefined',
      ],
      [
        'an old password counts for ever',
        'checkedAt === undefined || checkedAt + lifetimeMs <= now',
        'checkedAt === undefined',
      ],
      [
        'a password that has to be changed is enough',
        "if (password?.changeRequired === true) return 'password_change'",
        '',
      ],
      [
        'a password is enough where none is allowed',
        "if (!policy.allowLocalAuthentication) return 'no_local_login'",
        '',
      ],
      [
        'one factor is enough where two are forced',
        "needsMultiFactor(instance, user, ['password'])",
        'false',
      ],
    ]),
    ...rowsOf('login-page/login.ts', [
      [
        'a code is taken before a password',
        'known?.passwordCheckedAt === undefined ||',
        'known === undefined ||',
      ],
      [
        'a login goes on after an hour',
        'authRequest.createdAt + longestLoginMs <= now ? late : undefined',
        'undefined',
      ],
      ['a login that is over goes on', "if (authRequest.status !== 'added') return over", ''],
    ]),
  ],
}
