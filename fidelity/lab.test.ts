import { describe, expect, it, onTestFinished } from 'vitest'
import { as } from './callers.ts'
import { createLab } from './lab.ts'
import { del, get, post, postForm, postText } from './request.ts'
import type { Answer, Sent } from './send.ts'
import { answering, aside, claims, incoming, lagging, row, together, wait } from './table.ts'

/** A lab whose server gives the next of these answers to each request. */
function labWith(...answers: readonly (Partial<Answer> | Error)[]) {
  const sent: Sent[] = []
  const passed: number[] = []
  const lags: number[] = []
  const server = {
    hostname: 'localhost',
    port: 1,
    adminPat: 'pat',
    now: () => 59_000,
    pass: async (ms: number) => void passed.push(ms),
    lag: (ms: number) => void lags.push(ms),
    close: async () => {},
  }
  const lab = createLab(server, () => ({
    send: async (request) => {
      const answer = answers[sent.push(request) - 1]
      if (answer instanceof Error) throw answer
      return { status: 200, headers: {}, text: '', ...answer }
    },
    close: () => {},
  }))
  onTestFinished(() => lab.close())
  return { lab, sent, passed, lags }
}

describe('a lab', () => {
  it('sends what a row says, with the recorded host and the caller', async () => {
    const { lab, sent } = labWith()
    await lab.perform([
      row('a', post('/a', as.admin, { b: 1, c: undefined })),
      row('b', postForm('/b', as.basic('id', 'p:w'), { x: 'ä', y: undefined })),
      row('c', postText('/c', as.nobody, '')),
      row('d', del('/d', as.nobody)),
      row('e', get('/e', as.nobody, { query: { q: 'a b' }, headers: { host: 'other' } })),
    ])
    expect(sent).toEqual([
      {
        method: 'POST',
        path: '/a',
        body: '{"b":1}',
        headers: {
          host: 'localhost:8080',
          authorization: 'Bearer pat',
          'content-type': 'application/json',
          'content-length': '7',
        },
      },
      {
        method: 'POST',
        path: '/b',
        body: 'x=%C3%A4',
        headers: {
          host: 'localhost:8080',
          authorization: `Basic ${Buffer.from('id:p%3Aw').toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': '8',
        },
      },
      { method: 'POST', path: '/c', body: '', headers: { host: 'localhost:8080', 'content-length': '0' } },
      { method: 'DELETE', path: '/d', body: undefined, headers: { host: 'localhost:8080' } },
      { method: 'GET', path: '/e?q=a+b', body: undefined, headers: { host: 'other' } },
    ])
  })

  it('counts rows and not asides, and lets time pass', async () => {
    const { lab, sent, passed } = labWith()
    const outcomes = await lab.perform([
      row('a', get('/', as.nobody)),
      aside(get('/', as.nobody)),
      wait(1_500),
      row('b', get('/', as.nobody)),
    ])
    expect(outcomes.map(({ n, note }) => [n, note])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    expect(sent).toHaveLength(3)
    expect(passed).toEqual([1_500])
  })

  it('keeps fields of a body, and parameters of a redirect and of a callback', async () => {
    const { lab, sent } = labWith(
      { text: '{"session":{"id":"7"}}' },
      { status: 302, headers: { location: '/login?authRequest=V2_1' } },
      { text: '{"callbackUrl":"http://localhost:9090/callback?code=c1"}' },
    )
    await lab.perform([
      row('a', get('/', as.nobody), { keep: 'first' }),
      row('b', get('/', as.nobody), { keep: 'second' }),
      row('c', get('/', as.nobody), { keep: 'third' }),
      row('d', get('/{first.session.id}/{second.authRequest}/{third.code}', as.nobody)),
    ])
    expect(sent.at(-1)?.path).toBe('/7/V2_1/c1')
  })

  it('does not fall back to what was kept before when the newest call fails', async () => {
    const { lab, sent } = labWith({ text: '{"id":"old"}' }, { status: 400, text: '{"id":"error"}' })
    const outcomes = await lab.perform([
      aside(get('/', as.nobody), { keep: 'user' }),
      row('fails', get('/', as.nobody), { keep: 'user' }),
      row('needs it', get('/{user.id}', as.nobody)),
      row('goes on', get('/', as.nobody)),
    ])
    expect(outcomes[1]).toEqual({ n: 2, note: 'needs it', problem: 'nothing was kept as user.id' })
    expect(outcomes[2]).toMatchObject({ n: 3, note: 'goes on' })
    expect(sent).toHaveLength(3)
  })

  it('asks rows together before any of them is answered, and keeps their order', async () => {
    const { lab, sent } = labWith({}, {}, { text: '{"a":1}' }, { text: '{"b":2}' })
    const [first, second] = [row('a', get('/a', as.nobody), { keep: 'a' }), row('b', get('/b', as.nobody))]
    const outcomes = await lab.perform([together(first, second), row('c', get('/{a.a}', as.nobody))])
    expect(outcomes.map(({ n, note }) => [n, note])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ])
    const connected = ['/debug/healthz', '/debug/healthz']
    expect(sent.map(({ path }) => path)).toEqual([...connected, '/a', '/b', '/1'])
  })

  it('answers calls that come in, and counts those that the recording holds', async () => {
    const { lab, sent } = labWith()
    await lab.perform([answering(503), aside(get('/?to={receiver.uri}', as.nobody))])
    const uri = sent[0]?.path.split('to=')[1] ?? ''
    const token = ['{"typ":"JWT"}', '{"sid":"1"}', 'x'].map((part) => Buffer.from(part).toString('base64url'))
    const call = () =>
      fetch(uri, { method: 'POST', body: new URLSearchParams({ logout_token: token.join('.') }) })
    expect([(await call()).status, (await call()).status]).toEqual([503, 503])
    const outcomes = await lab.perform([incoming(), incoming('told')])
    expect(outcomes).toEqual([
      {
        n: 1,
        note: 'told',
        request: { method: 'POST', path: '/bcl' },
        response: { status: 503, headers: {}, body: '' },
        decoded: { logout_token: { header: { typ: 'JWT' }, payload: { sid: '1' } } },
      },
    ])
  })

  it('has the read side lag as a table says', async () => {
    const { lab, lags } = labWith()
    await lab.perform([lagging(80), row('a', get('/', as.nobody)), lagging(0)])
    expect(lags).toEqual([80, 0])
  })

  it('compares what kept JWTs say, and nothing of other tokens or of none', async () => {
    const jwt = ['{"alg":"RS256"}', '{"sub":"1"}', 'x'].map((part) => Buffer.from(part).toString('base64url'))
    const { lab } = labWith({ text: JSON.stringify({ id_token: jwt.join('.'), access_token: 'a.b.c.d.e' }) })
    const outcomes = await lab.perform([
      aside(get('/', as.nobody), { keep: 'tokens' }),
      claims('both', 'tokens'),
      claims('none', 'unknown'),
    ])
    const line = { request: { method: 'CLAIMS', path: '' }, response: { status: 0, headers: {}, body: '' } }
    expect(outcomes).toEqual([
      { n: 1, note: 'both', ...line, decoded: { id_token: { sub: '1' } } },
      { n: 2, note: 'none', ...line, decoded: {} },
    ])
  })

  it('goes on after a connection that failed', async () => {
    const { lab } = labWith(new Error('refused'))
    const outcomes = await lab.perform([row('a', get('/', as.nobody)), row('b', get('/', as.nobody))])
    expect(outcomes).toMatchObject([{ problem: 'refused' }, { response: { status: 200 } }])
  })

  it('keeps the compared headers only, and says what the tokens of an answer hold', async () => {
    const jwt = ['{"alg":"RS256"}', '{"sub":"1"}', 'x'].map((part) => Buffer.from(part).toString('base64url'))
    const tokens = { id_token: jwt.join('.'), access_token: 'a.b.c.d.e', refresh_token: 'r' }
    const { lab } = labWith({
      headers: { 'content-type': 'application/json', date: 'today' },
      text: JSON.stringify(tokens),
    })
    const [outcome] = await lab.perform([row('a', get('/', as.nobody))])
    expect(outcome).toMatchObject({
      response: { headers: { 'content-type': 'application/json' } },
      decoded: {
        id_token: { header: { alg: 'RS256' }, payload: { sub: '1' } },
        access_token: 'jwe(5 parts)',
        refresh_token: 'opaque(1 part)',
      },
    })
    expect(outcome).not.toHaveProperty('response.headers.date')
  })
})
