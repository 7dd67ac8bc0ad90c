import type { Area } from './broken-rule.ts'
import { inFolder } from './in-file.ts'

const src = 'packages/local-zitadel/src'
const test = 'packages/local-zitadel/test'

const { rowsOf } = inFolder(src)

/** What the local ZITADEL does when sessions and tokens end: whom it calls and where it may, and which tokens are good afterwards. */
export const localLogout: Area = {
  name: 'local-logout',
  tests: [
    `${src}/logout/`,
    `${test}/logout/`,
    `${test}/oidc/token`,
    `${test}/oidc/introspect-userinfo-revoke`,
    `${test}/oidc/openid-client`,
    `${test}/oidc/end-session`,
  ],
  rules: [
    ...rowsOf('logout/outgoing.ts', [
      ['the server calls other machines', 'isIn(own, host) ? [host] : undefined', '[host]'],
      ['a name is called for one good address', 'addresses.some((address)', 'addresses.every((address)'],
      ['a name on the deny list is called', ' || names.has(host)', ''],
      ['a name that nobody knows may be saved', 'addresses.length === 0 || ', ''],
    ]),
    ...rowsOf('logout/check-logout-uri.ts', [
      [
        'an address is saved unseen',
        "if (uri !== '') await checkLogoutUri(outgoing, uri)",
        'void checkLogoutUri',
      ],
    ]),
    ...rowsOf('logout/post-form.ts', [
      [
        'an address is called unseen',
        "if (addresses === undefined) throw new Error('this server may not call there')",
        "if (addresses === undefined) return statusOf(httpRequest(url, { method: 'POST' }), form.toString())",
      ],
      ['a name is asked for again when it is called', 'lookup: among(addresses), ', ''],
    ]),
    ...rowsOf('logout/register-logout.ts', [
      ['an application without an address registers', " || uri === ''", ''],
      ['a second grant replaces the first', '...(session.logoutRegistrations ?? []), ', ''],
    ]),
    ...rowsOf('logout/terminate-session.ts', [
      ['a session ends and nobody is told', '  sessionEnded(session)\n', ''],
    ]),
    ...rowsOf('logout/logout-token-claims.ts', [
      ['a logout token is for the user', 'aud: [registration.clientId]', 'aud: [registration.userId]'],
      ['a logout token has no event', "'http://schemas.openid.net/event/backchannel-logout': {}", ''],
    ]),
    ...rowsOf('logout/deliveries.ts', [
      ['a refused call is final', '[200, 202, 204, 400]', '[200, 202, 204, 400, 401]'],
      ['400 is tried again', '[200, 202, 204, 400]', '[200, 202, 204]'],
      ['a redirect is taken for success', '[200, 202, 204, 400]', '[200, 202, 204, 302, 400]'],
      ['tries go on after five minutes', 'if (world.now() - since > oldestMs) break', ''],
      [
        'each try is another token',
        'logoutToken(world, token)',
        'logoutToken(world, { ...token, jti: world.nextId() })',
      ],
      ['tries outlive the server', 'closing.abort()', ''],
    ]),
    ...rowsOf('oidc/end-session.ts', [
      [
        'a hint ends nothing',
        "if (session?.state === 'active') terminateSession(context.world, session, context.now)",
        'void [terminateSession, session]',
      ],
    ]),
    ...rowsOf('oidc/refresh.ts', [
      ['an old refresh token is good', ' || spent.id !== tokenId', ''],
      ["another client's refresh token is good", 'grant.clientId !== client.application.clientId', 'false'],
      ['a refresh widens the scope', '!asked.every((scope) => grant.scope.includes(scope))', 'false'],
      ['a user who is not active refreshes', 'if (!isEnabled(user))', 'if (user === undefined)'],
    ]),
    ...rowsOf('oidc/issue-tokens.ts', [
      ['an idle refresh token is good', ' && now < token.idleExpiresAt', ''],
      ['a refresh puts off the absolute end', ', expiresAt: spent.expiresAt }', ' }'],
      ['a revoked refresh token is good', '!token.revoked && ', ''],
    ]),
    ...rowsOf('oidc/revoke.ts', [
      ['any client revokes', '!grant.audience.includes(client.application.clientId)', 'false'],
    ]),
    ...rowsOf('oidc/introspect.ts', [
      [
        'any application sees a token',
        'return named ? token : undefined',
        'return named || token ? token : undefined',
      ],
    ]),
  ],
}
