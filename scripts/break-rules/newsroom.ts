import type { Area } from './broken-rule.ts'
import { inFile, rowsOf } from './in-file.ts'

const newsroom = 'examples/newsroom'
const database = `${newsroom}/api/src/database`
const ofDatabase = `${newsroom}/api/test/database.test.ts`
const ofOutage = `${newsroom}/api/test/database-outage.test.ts`
const room = `${newsroom}/web/src/auth/tokens-in-the-browser`

/**
 * The newsroom where its page keeps the tokens: whom they are given to, who renews, what an answer must be; and its API's database: what
 * PostgreSQL is asked, and what is answered while there is none.
 */
export const newsroomForms: Area = {
  name: 'newsroom',
  tests: [
    `${newsroom}/web/test`,
    `${newsroom}/web/src/auth`,
    `${newsroom}/web-server`,
    `${newsroom}/api/test/page-origin`,
    `${newsroom}/api/test/database`,
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
    ...inFile(`${database}/postgres.ts`, ofDatabase, [
      [
        'what one reader chose is shown to another',
        'FROM reader WHERE subject = $1',
        'FROM reader WHERE $1 = $1 ORDER BY last_quote DESC',
      ],
      ['articles about all of the topics are shown, and not about any', 'topics && $1', 'topics @> $1'],
      [
        'a later choice does not take the place of the first',
        'ON CONFLICT (subject) DO UPDATE SET topics = $2',
        'ON CONFLICT (subject) DO NOTHING',
      ],
      [
        'a remembered quote makes a choice of topics',
        'INSERT INTO reader (subject, last_quote) VALUES ($1, $2)',
        'INSERT INTO reader (subject, last_quote, topics) VALUES ($1, $2, ARRAY[]::text[])',
      ],
      ['the first articles come again with each start', 'rows.length === 0', 'true'],
      [
        'two that start at once make the same tables',
        "await client.query('SELECT pg_advisory_xact_lock($1)', [setUpLock])",
        '',
      ],
      ['nobody hears of a connection that broke', "pool.on('error', onBroken)", "pool.on('error', () => 0)"],
      [
        'the oldest articles are shown',
        'ORDER BY published_at DESC, id COLLATE',
        'ORDER BY published_at, id COLLATE',
      ],
    ]),
    ...inFile(`${database}/postgres.ts`, ofOutage, [
      ['a new connection is waited for without end', 'connectionTimeoutMillis: waitMs,', ''],
      ['an answer is waited for without end', 'query_timeout: waitMs * 1.2,', ''],
      ['what we gave up goes on in the database', 'statement_timeout: waitMs,', ''],
      [
        'a statement that fails says nothing of why',
        'throw postgresFailure(error)\n    }',
        'throw error\n    }',
      ],
    ]),
    ...inFile(`${database}/unavailable.ts`, ofOutage, [
      ['a database that cannot be reached is our failure', '!(error instanceof DatabaseError) ||', ''],
      ['a database that shuts down is our failure', "'57', //", '//'],
      [
        'a statement that is wrong is called a database that is away',
        "postgresAway.includes(error.code?.slice(0, 2) ?? '')",
        'true',
      ],
      ['a locked file is our failure', '[5, 6,', '[6,'],
      ['a full disk is our failure', '10, 13, 14]', '10, 14]'],
    ]),
    ...inFile(`${newsroom}/api/src/errors.ts`, ofOutage, [
      [
        'a database that is away is answered 500',
        'if (error instanceof NewsroomError) return error.code',
        '',
      ],
      [
        'nobody is told when to come again',
        "if (status === 503) reply.header('retry-after'",
        "if (false) reply.header('retry-after'",
      ],
      [
        'the log does not say that the database is away',
        "event: 'database.unavailable'",
        "event: 'api.failed'",
      ],
    ]),
  ],
}
