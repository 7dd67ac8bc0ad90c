import { as } from '../callers.ts'
import { clientIdOf, password } from '../names.ts'
import {
  authorize,
  bind,
  by,
  endSession,
  introspect,
  logIn,
  readSession,
  redeem,
  refresh,
  revoke,
  userinfo,
} from '../oidc.ts'
import { post, type Request } from '../request.ts'
import { aside, row, type Scenario, type Step, together, wait } from '../table.ts'
import type { Fields } from '../values.ts'

/** The application `webbasic` refreshes with the token of a kept answer. */
function again(kept: string, changes: Fields = {}): Request {
  return refresh(by.webbasic, `{${kept}.refresh_token}`, changes)
}

/** Introspection of the access token of a kept answer, by the API. */
function look(kept: string): Request {
  return introspect(by.apibasic, `{${kept}.access_token}`)
}

function use(kept: string): Request {
  return userinfo(`{${kept}.access_token}`)
}

function onUser(user: string, what: string, body: Fields = {}): Request {
  return post(`/v2/users/{${user}.id}/${what}`, as.admin, body)
}

/** Two refreshes with one token at the same moment; the answers came in this order. */
function race(round: number): readonly Step[] {
  const note = `two in parallel, round ${round}, request`
  return [
    ...logIn('webbasic', 'alice'),
    together(row(`${note} 2`, again('tokens')), row(`${note} 1`, again('tokens'))),
  ]
}

const newPassword = (text: string) => ({ newPassword: { password: text } })
const wrongSecret = { caller: as.basic(clientIdOf('webbasic'), 'x'), fields: {} }
const empty = refresh(by.webbasic, '')

/** Refresh tokens: rotation, reuse, narrowing, races, and everything that should end them and does not (contract 6.7). */
export const refreshScenario: Scenario = {
  name: '07-refresh',
  steps: [
    ...logIn('webbasic', 'alice', { keep: 'old' }),
    row('access token before refresh: active', look('old')),
    row('refresh success', again('old'), { keep: 'first' }),
    row('old access token right after refresh', look('old')),
    row('new access token', look('first')),
    row('reuse of the old refresh token', again('old')),
    row('new access token after the reuse: still active', look('first')),
    row('new refresh token after the reuse: still works', again('first'), { keep: 'second' }),
    row('garbage', refresh(by.webbasic, 'garbage')),
    row('empty', empty),
    row('other client', refresh(by.webjwt, '{second.refresh_token}')),
    row('wrong secret', refresh(wrongSecret, '{second.refresh_token}')),

    row('scope narrowed to openid', again('second', { scope: 'openid' }), { keep: 'narrowed' }),
    row('introspection after narrowing', look('narrowed')),
    row('userinfo after narrowing', use('narrowed')),
    row('after narrowing: refresh without scope', again('narrowed'), { keep: 'whole' }),
    row('scope widened', again('whole', { scope: 'openid phone' })),
    row('still usable', again('whole')),

    ...[1, 2, 3].flatMap(race),

    ...logIn('webbasic', 'alice'),
    row('DELETE the session', endSession('tokensSession')),
    row('access token after session deletion', look('tokens')),
    row('userinfo after session deletion', use('tokens')),
    row('refresh after session deletion', again('tokens'), { keep: 'orphan' }),
    row('the access token obtained after session deletion', look('orphan')),
    row('userinfo with it', use('orphan')),
    row('and once more', again('orphan'), { keep: 'orphan2' }),
    row('revoke ends it', revoke(by.webbasic, '{orphan2.refresh_token}')),
    row('refresh after revoke', again('orphan2')),
    row('access token after revoking the refresh token', look('orphan2')),
    ...logIn('spa', 'alice'),
    aside(endSession('tokensSession')),
    row('JWT access token after session deletion, by introspection', look('tokens')),

    ...logIn('webbasic', 'frank'),
    row('deactivate the user', onUser('frank', 'deactivate')),
    row('refresh after user deactivation', again('tokens')),
    row('access token after user deactivation', look('tokens')),
    row('the session after user deactivation', readSession('tokensSession')),
    row('reactivate', onUser('frank', 'reactivate')),
    row('refresh after reactivation', again('tokens')),
    row('old access token after reactivation', look('tokens')),
    row('the session after reactivation', readSession('tokensSession')),
    aside(authorize('webbasic'), { keep: 'request' }),
    row('CreateCallback with the old session after reactivation', bind('request', 'tokensSession')),

    ...logIn('webbasic', 'grace'),
    row('lock the user', onUser('grace', 'lock')),
    row('refresh while locked', again('tokens')),
    aside(authorize('webbasic'), { keep: 'request' }),
    row('CreateCallback with the session of a locked user', bind('request', 'tokensSession'), {
      keep: 'callback',
    }),
    row('exchange for a locked user', redeem(by.webbasic)),
    row('unlock', onUser('grace', 'unlock')),

    ...logIn('webbasic', 'heidi'),
    row('password change by an administrator', onUser('heidi', 'password', newPassword('N3wPassw0rd!'))),
    wait(200),
    row('refresh after password change', again('tokens')),
    row('the session after password change: factors', readSession('tokensSession')),
    aside(authorize('webbasic'), { keep: 'request' }),
    row('CreateCallback with the session from before the password change', bind('request', 'tokensSession'), {
      keep: 'callback',
    }),
    row('exchange of it', redeem(by.webbasic)),
    aside(onUser('heidi', 'password', newPassword(password))),
    ...logIn('spa', 'alice'),
    row('public client refresh (client_id only)', refresh(by.spa, '{tokens.refresh_token}')),
  ],
}
