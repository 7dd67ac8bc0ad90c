import { as } from '../callers.ts'
import { emailOf, loginNameOf, password, wrongPassword } from '../names.ts'
import { createSession, nameUser } from '../oidc.ts'
import { type Caller, del, get, type More, patch, post, postText, type Request } from '../request.ts'
import { aside, row, type Scenario, wait } from '../table.ts'
import type { Fields } from '../values.ts'

const by = as.loginClient
const carol = { loginName: loginNameOf('carol') }
const right = { password }
const wrong = { password: wrongPassword }
const named = (loginName: string) => ({ user: { loginName } })

function create(checks: Fields, caller: Caller = by, more: More = {}): Request {
  return post('/v2/sessions', caller, { checks }, more)
}

/** A kept session; `?sessionToken=` when a token is given. */
function read(session: string, sessionToken?: string): Request {
  return get(`/v2/sessions/{${session}.sessionId}`, by, { query: { sessionToken } })
}

function change(session: string, body: Fields): Request {
  return patch(`/v2/sessions/{${session}.sessionId}`, by, body)
}

function search(query: Fields, caller: Caller = by): Request {
  return post('/v2/sessions/search', caller, query)
}

function end(session: string, caller: Caller, sessionToken?: string): Request {
  const body = sessionToken === undefined ? undefined : { sessionToken }
  return del(`/v2/sessions/{${session}.sessionId}`, caller, body)
}

const dave = '/v2/users/{dave.id}'
const carolsSessions = { userIdQuery: { id: '{carol.id}' } }
const garbled = { headers: { 'content-type': 'application/json' } }
const german = { headers: { 'accept-language': 'de' } }
const swissGerman = { headers: { 'accept-language': 'de-CH,de;q=0.9' } }
const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Sessions: create, read, change, search, end; every refusal of users, fields and callers (contract 3). */
export const sessionsScenario: Scenario = {
  name: '03-sessions',
  steps: [
    row('user + password in one call', createSession('alice'), { keep: 'whole' }),
    row('GetSession by session.read', read('whole')),
    row('GetSession with the right session token', read('whole', '{whole.sessionToken}')),
    row('GetSession with a wrong session token', read('whole', 'wrong')),
    row('GetSession by a user without a role', get('/v2/sessions/{whole.sessionId}', as.norole)),
    row('GetSession of an unknown id', get('/v2/sessions/99999', by)),

    row('user only', nameUser('bob'), { keep: 'first' }),
    row('PATCH wrong password: session and token stay', change('first', { checks: { password: wrong } })),
    row(
      'PATCH right password (no session token sent): a new token',
      change('first', { checks: { password: right } }),
      { keep: 'second' },
    ),
    row('the old session token is refused now', read('first', '{first.sessionToken}')),
    row('the new session token works', read('first', '{second.sessionToken}')),
    row(
      'PATCH with an old session token in the body: ignored',
      change('first', { sessionToken: '{first.sessionToken}', metadata: { k: base64('v') } }),
    ),
    row('PATCH with nothing: no sessionToken in the answer', change('first', {})),
    row('PATCH lifetime', change('first', { lifetime: '3600s' })),
    row('PATCH another user: refused', change('first', { checks: { user: carol } })),
    row('PATCH the same user again', change('first', { checks: named(loginNameOf('bob')) })),

    row('by userId', create({ user: { userId: '{carol.id}' }, password: right })),
    row('loginName in upper case', create({ ...named(loginNameOf('carol').toUpperCase()), password: right })),
    row('loginName = e-mail address: not found', create({ ...named(emailOf('carol')), password: right })),
    row('wrong password: no session', create({ user: carol, password: wrong })),
    row('unknown user', create({ ...named('nobody@lab.example'), password: { password: 'x' } })),
    row('unknown userId', create({ user: { userId: '99999' }, password: { password: 'x' } })),
    row('locked user, right password', createSession('locked')),
    row('locked user, no password check', nameUser('locked')),
    row('locked user by userId', create({ user: { userId: '{locked.id}' }, password: right })),
    row('inactive user', createSession('inactive')),
    row('user without a password', create({ ...named(loginNameOf('nopw')), password: wrong })),
    row('passwordChangeRequired user: session is made', createSession('changereq')),

    row('empty password (field rule)', create({ user: carol, password: { password: '' } })),
    row('empty loginName (field rule)', create(named(''))),
    row('user check without a search', create({ user: {} })),
    row(
      'password of 201 characters (field rule)',
      create({ user: carol, password: { password: 'x'.repeat(201) } }),
    ),
    row('password without a user', create({ password: { password: 'x' } })),
    row('no checks at all: an empty session', post('/v2/sessions', by, {})),
    row('lifetime 0', post('/v2/sessions', by, { lifetime: '0s' })),
    row('negative lifetime', post('/v2/sessions', by, { checks: { user: carol }, lifetime: '-1s' })),
    row('no body', postText('/v2/sessions', by, '')),
    row('broken JSON', postText('/v2/sessions', by, '{"checks":', garbled)),
    row(
      'unknown fields',
      post('/v2/sessions', by, { checks: { user: { ...carol, extra: 1 }, foo: {} }, bar: 1 }),
    ),
    row('snake_case input', create({ user: { login_name: loginNameOf('carol') } })),

    row(
      'all fields',
      post('/v2/sessions', by, {
        checks: { user: carol, password: right },
        metadata: { device: base64('mac') },
        userAgent: {
          fingerprintId: 'fp-1',
          ip: '203.0.113.7',
          description: 'Firefox',
          header: { 'user-agent': { values: ['Mozilla/5.0'] } },
        },
        lifetime: '86400s',
      }),
      { keep: 'full' },
    ),
    row('GetSession of it', read('full')),
    row(
      'search by user, newest first',
      search({
        query: { limit: 2, asc: false },
        queries: [carolsSessions],
        sortingColumn: 'SESSION_FIELD_NAME_CREATION_DATE',
      }),
    ),
    row('search by ids', search({ queries: [{ idsQuery: { ids: ['{full.sessionId}', '1'] } }] })),
    row('search by a user without a role', search({ queries: [carolsSessions] }, as.norole)),

    row('caller without any role', create({ user: carol }, as.norole)),
    row('caller without any role, unknown user: tells apart', create(named('nobody@lab.example'), as.norole)),
    row('caller with an instance role that lacks session.write', create({ user: carol }, as.impersonator)),
    row('caller IAM_OWNER', create({ user: carol }, as.owner)),
    row('no Authorization header', create({ user: carol }, as.nobody)),
    row('Authorization not Bearer', create({ user: carol }, { authorization: 'Basic abc' })),
    row('garbage token', create({ user: carol }, as.bearer('garbage'))),
    row('garbage JWT-like token', create({ user: carol }, as.bearer('a.b.c'))),

    aside(createSession('dave'), { keep: 'proven' }),
    row('session token used as Bearer', get(dave, as.bearer('{proven.sessionToken}'))),
    aside(nameUser('dave'), { keep: 'unproven' }),
    row(
      'session token of a user-only session used as Bearer',
      get(dave, as.bearer('{unproven.sessionToken}')),
    ),

    aside(createSession('dave'), { keep: 'ending' }),
    row('delete with a wrong session token', end('ending', by, 'wrong')),
    row('delete by a user without a role', end('ending', as.norole)),
    row(
      'delete with the right token, by a user without a role',
      end('ending', as.norole, '{ending.sessionToken}'),
    ),
    row('delete again', end('ending', by)),
    row('delete an unknown id', del('/v2/sessions/99999', by)),
    row('get a deleted session', read('ending')),
    row('PATCH a deleted session', change('ending', { checks: { password: right } })),

    row('PATCH unknown id, password check', patch('/v2/sessions/99999', by, { checks: { password: right } })),
    row('PATCH unknown id, user check', patch('/v2/sessions/99998', by, { checks: { user: carol } })),
    row('did that make a session?', get('/v2/sessions/99998', by)),
    row('PATCH unknown id, metadata only', patch('/v2/sessions/99997', by, { metadata: { k: base64('v') } })),

    row('session with a lifetime of 2 s', createSession('dave', { lifetime: '2s' }), { keep: 'short' }),
    wait(2_600),
    row('expired session is still returned', read('short', '{short.sessionToken}')),
    row('PATCH an expired session', change('short', { checks: { password: right } })),
    row('expired session token as Bearer', get(dave, as.bearer('{short.sessionToken}'))),
    row('delete an expired session', end('short', by, '{short.sessionToken}')),

    row('Accept-Language: de on an error', create({ user: carol, password: wrong }, by, german)),
    row('Accept-Language: de, unknown user', create(named('nobody@lab.example'), by, swissGerman)),
    row('Accept-Language: de, locked (untranslated key)', create(named(loginNameOf('locked')), by, german)),
  ],
}
