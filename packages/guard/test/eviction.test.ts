import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { memoryStore, type Store } from '@postern/store'
import { beforeEach, describe, expect, it } from 'vitest'
import { nodeEvictions } from '../src/adapters/node.ts'
import {
  createEvictions,
  type Evictions,
  type GuardOptions,
  type Mode,
  type SharedCache,
  type SharedCacheOptions,
  signEviction,
} from '../src/index.ts'
import { noon } from './support/builders.ts'
import { aSetting, bearer, outcomeOf, type Setting } from './support/with-keys.ts'

const secret = new Uint8Array(32).fill(7)
/** As the README shows it. */
const sharedOn = (store: Store): SharedCache => ({
  get: async (key) => (await store.get(`guard:${key}`))?.value,
  async set(key, value, expiresAt) {
    const version = (await store.get(`guard:${key}`))?.version
    await store.put(`guard:${key}`, value, { if: version === undefined ? 'absent' : { version }, expiresAt })
  },
  delete: async (key) => void (await store.delete(`guard:${key}`)),
})

let setting: Setting
beforeEach(async () => {
  setting = await aSetting()
})
const asked = () => setting.issuer.calls.filter((path) => path === '/introspect').length

describe('forgetting a subject', () => {
  it('makes the next request ask again, for all tokens of the subject and for nobody else', async () => {
    const [one, other, eve] = [
      setting.issuer.opaque(),
      setting.issuer.opaque(),
      setting.issuer.opaque({ sub: 'eve' }),
    ]
    const jwt = await setting.issuer.jwt()
    for (const token of [one, other, eve]) await setting.judge(token)
    await setting.judge(jwt, 'offline')
    expect(asked()).toBe(3)
    setting.issuer.revoke(one)
    await setting.guard.forget({ subject: 'ada' })
    expect(await setting.outcome(one)).toBe('token_inactive')
    expect(await setting.outcome(other)).toBe('principal')
    expect(await setting.outcome(eve)).toBe('principal')
    expect(asked()).toBe(5)
    await setting.judge(jwt, 'offline')
    expect(setting.judged.at(-1)).toMatchObject({ source: 'keys' })
  })

  /**
   * A guard that has asked about a token, which was revoked since. The question is answered as things were when it was asked, but not
   * before `answer` is called; `before` is what comes of it.
   */
  async function withHeldAnswer() {
    let answer = () => {}
    let reached = () => {}
    const arrived = new Promise<void>((resolve) => (reached = resolve))
    const released = new Promise<void>((resolve) => (answer = resolve))
    let isFirst = true
    const guard = setting.another({
      fetch: async (url, init) => {
        const response = await setting.issuer.fetch(url, init)
        if (isFirst && url.endsWith('/introspect')) {
          isFirst = false
          reached()
          await released
        }
        return response
      },
    })
    const token = setting.issuer.opaque()
    const before = guard(bearer(token)).then(outcomeOf)
    await arrived
    setting.issuer.revoke(token)
    const outcome = async (mode: Mode = 'cached') => outcomeOf(await guard.route({ mode })(bearer(token)))
    return { guard, answer, before, outcome }
  }

  it('is not undone by an older question: a later answer that the token is over stands (AT-8)', async () => {
    const { answer, before, outcome } = await withHeldAnswer()
    expect(await outcome('fresh')).toBe('token_inactive')
    answer()
    expect(await before).toBe('principal')
    setting.clock.now = noon + 5_000
    expect(await outcome()).toBe('token_inactive')
  })

  it('wins over a question that is under way: its answer is not kept', async () => {
    const { guard, answer, before, outcome } = await withHeldAnswer()
    await guard.forget({ subject: 'ada' })
    answer()
    // asked before the login ended, answered as it was then
    expect(await before).toBe('principal')
    expect(await outcome()).toBe('token_inactive')
  })

  it('lets nobody who comes later wait for a question from before', async () => {
    const { guard, answer, before, outcome } = await withHeldAnswer()
    await guard.forget({ subject: 'ada' })
    expect(await outcome()).toBe('token_inactive')
    answer()
    expect(await before).toBe('principal')
    expect(await outcome()).toBe('token_inactive')
  })

  it('also takes what would be used while the issuer cannot be reached', async () => {
    const guard = setting.another({ cache: { staleWhileUnreachableSeconds: 60 } })
    const token = setting.issuer.opaque()
    await guard(bearer(token))
    await guard.forget({ subject: 'ada' })
    setting.issuer.down = true
    expect(outcomeOf(await guard(bearer(token)))).toBe('issuer_unreachable')
  })
})

describe('a shared cache', () => {
  /** Makes processes that share a cache. */
  function sharing(over: Partial<SharedCacheOptions> = {}) {
    const store = over.store ?? sharedOn(memoryStore({ now: () => setting.clock.now }))
    const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
    const sharedCache = { secret, randomBytes, ...over, store }
    return (options: Partial<GuardOptions> = {}) => setting.another({ sharedCache, ...options })
  }

  /** A cache that gives out whatever it holds, ended or not, and lets a test look into it. */
  function openCache() {
    const held = new Map<string, Uint8Array<ArrayBuffer>>()
    const store: SharedCache = {
      get: async (key) => held.get(key),
      set: async (key, value) => void held.set(key, value),
      delete: async (key) => void held.delete(key),
    }
    return { held, store }
  }

  /** A cache that does the same whatever it is asked. */
  const always = (answer: () => Promise<never>): SharedCache => ({ get: answer, set: answer, delete: answer })

  it('gives one process what another was answered, judged once more', async () => {
    const process = sharing()
    const [one, two, picky] = [process(), process(), process({ audience: 'other' })]
    const token = setting.issuer.opaque()
    expect(outcomeOf(await one(bearer(token)))).toBe('principal')
    expect(outcomeOf(await two(bearer(token)))).toBe('principal')
    expect(asked()).toBe(1)
    expect(setting.judged.at(-1)).toMatchObject({ source: 'shared' })
    expect(outcomeOf(await picky(bearer(token)))).toBe('wrong_audience')
  })

  it('keeps no answer longer than from when it was asked for (INTRO-4)', async () => {
    const process = sharing()
    const token = setting.issuer.opaque()
    await process()(bearer(token))
    setting.clock.now = noon + 29_999
    const late = process()
    expect(outcomeOf(await late(bearer(token)))).toBe('principal')
    setting.issuer.revoke(token)
    setting.clock.now = noon + 30_000
    expect(outcomeOf(await late(bearer(token)))).toBe('token_inactive')
  })

  it('is not believed about ends: a store that gives old answers out is a store that has nothing (INTRO-4)', async () => {
    const token = setting.issuer.opaque()
    const guard = sharing({ store: { ...openCache().store, delete: async () => {} } })
    await guard()(bearer(token))
    setting.issuer.revoke(token)
    setting.clock.now = noon + 29_999
    expect(outcomeOf(await guard()(bearer(token)))).toBe('principal')
    setting.clock.now = noon + 30_000
    expect(outcomeOf(await guard()(bearer(token)))).toBe('token_inactive')
  })

  it('holds nothing that somebody who reads it could use, and takes nothing that somebody else wrote', async () => {
    const { held, store } = openCache()
    const token = setting.issuer.opaque()
    const guard = sharing({ store })
    await guard()(bearer(token))
    const [[key = '', value = new Uint8Array()] = []] = held
    expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const seen = Buffer.concat([Buffer.from(key), value]).toString('latin1')
    for (const secretText of [
      token,
      'ada',
      'issuer.test',
      createHmac('sha256', '').update(token).digest('base64url'),
    ])
      expect(seen).not.toContain(secretText)
    setting.issuer.revoke(token)
    for (const forged of [
      new Uint8Array(0),
      new TextEncoder().encode('{"issuer":"https://issuer.test","askedAt":9e15,"claims":{"sub":"eve"}}'),
      value.map((byte, index) => (index === 20 ? byte ^ 1 : byte)),
      value.subarray(0, -1),
    ]) {
      held.set(key, new Uint8Array(forged))
      expect(outcomeOf(await guard()(bearer(token)))).toBe('token_inactive')
    }
    // an answer under another name is not the answer about that token
    const other = setting.issuer.opaque({ sub: 'eve' })
    await guard()(bearer(other))
    const otherKey = [...held.keys()].find((name) => name !== key) ?? ''
    held.set(key, held.get(otherKey) ?? new Uint8Array())
    expect(outcomeOf(await guard()(bearer(token)))).toBe('token_inactive')
    const stranger = sharing({ store, secret: secret.map(() => 8) })()
    expect(outcomeOf(await stranger(bearer(other)))).toBe('principal')
    expect(held.size).toBe(3)
    expect(setting.judged.at(-1)).toMatchObject({ source: 'issuer' })
  })

  it('does not give out what a subject was answered before its end, in any process and by clocks that differ', async () => {
    const process = sharing()
    const [one, two] = [process(), process()]
    const token = setting.issuer.opaque()
    await one(bearer(token))
    setting.issuer.revoke(token)
    await two.forget({ subject: 'ada' })
    expect(outcomeOf(await process()(bearer(token)))).toBe('token_inactive')
    // the same for an answer that a process wrote late, or by a clock that is ahead by the tolerance
    const late = setting.issuer.opaque()
    setting.clock.now = noon + 30_000
    await one(bearer(late))
    setting.issuer.revoke(late)
    expect(outcomeOf(await process()(bearer(late)))).toBe('token_inactive')
  })

  it('that fails is as one that has nothing, and an event; but an end that it does not take is an error', async () => {
    const store = always(async () => {
      throw new Error('secret connection string')
    })
    const guard = sharing({ store })()
    expect(outcomeOf(await guard(bearer(setting.issuer.opaque())))).toBe('principal')
    const [event] = setting.events
    expect(event).toMatchObject({ name: 'guard.shared_cache_failed', severity: 'error' })
    expect(JSON.stringify(setting.events)).not.toContain('connection string')
    await expect(guard.forget({ subject: 'ada' })).rejects.toMatchObject({ reason: 'end_not_shared' })
    setting.issuer.down = true
    expect(outcomeOf(await guard(bearer(setting.issuer.opaque())))).toBe('issuer_unreachable')
  })

  it('that keeps silent holds a request up no longer than timeoutMs', async () => {
    const guard = sharing({ store: always(() => new Promise(() => {})) })({ timeoutMs: 5 })
    expect(outcomeOf(await guard(bearer(setting.issuer.opaque())))).toBe('principal')
  })

  it('is told by a route that wants it fresh that a token is over', async () => {
    const process = sharing()
    const one = process()
    const token = setting.issuer.opaque()
    await one(bearer(token))
    setting.issuer.revoke(token)
    expect(outcomeOf(await one.route({ mode: 'fresh' })(bearer(token)))).toBe('token_inactive')
    expect(outcomeOf(await process()(bearer(token)))).toBe('token_inactive')
  })
})

describe('messages about ended logins', () => {
  let evictions: Evictions
  beforeEach(() => {
    evictions = createEvictions({ guard: setting.guard, secret, now: () => setting.clock.now })
  })
  const signed = (over: { subject?: string; now?: number; jti?: string; secret?: Uint8Array } = {}) =>
    signEviction({ subject: over.subject ?? 'ada' }, { secret, now: noon, jti: 'a', ...over })
  const post = ({ body, headers }: ReturnType<typeof signed>) =>
    evictions.handler(
      new Request('https://api.example/evict', { method: 'POST', body, headers: { ...headers } }),
    )

  it('make the guard forget the subject', async () => {
    const token = setting.issuer.opaque()
    await setting.judge(token)
    setting.issuer.revoke(token)
    expect((await post(signed())).status).toBe(204)
    expect(await setting.outcome(token)).toBe('token_inactive')
  })

  it('count once, and for a minute', async () => {
    expect((await post(signed())).status).toBe(204)
    expect((await post(signed())).status).toBe(401)
    expect((await post(signed({ jti: 'b', now: noon - 60_000 }))).status).toBe(204)
    expect((await post(signed({ jti: 'c', now: noon - 61_000 }))).status).toBe(401)
    expect((await post(signed({ jti: 'd', now: noon + 61_000 }))).status).toBe(401)
  })

  it('count only with the signature of whoever has the secret', async () => {
    const good = signed()
    for (const signature of [
      '',
      'x',
      `${good.headers['postern-signature']}=`,
      signed({ secret: secret.map(() => 8) }).headers['postern-signature'] ?? '',
    ])
      expect((await post({ ...good, headers: { 'postern-signature': signature } })).status).toBe(401)
    expect((await post({ ...good, headers: {} })).status).toBe(401)
    expect((await post({ ...good, body: good.body.replace('ada', 'eve') })).status).toBe(401)
    expect((await post(good)).status).toBe(204)
  })

  it.each([
    '',
    '{',
    '[]',
    '{"subject":"ada"}',
    '{"subject":"","iat":1,"jti":"a"}',
    '{"subject":1,"iat":1,"jti":"a"}',
    '{"subject":"ada","subject":"eve","iat":1,"jti":"a"}',
    '{"subject":"ada","iat":"1","jti":"a"}',
  ])('that are none are refused although they are signed: %s', async (body) => {
    const headers = { 'postern-signature': createHmac('sha256', secret).update(body).digest('base64url') }
    expect((await post({ body, headers })).status).toBe(400)
  })

  it('of more than 4 KiB are not read', async () => {
    const long = signed({ subject: 'x'.repeat(5_000) })
    expect((await post(long)).status).toBe(400)
    expect((await evictions.handler(new Request('https://api.example/evict'))).status).toBe(405)
  })

  it('are to be sent again when the shared cache did not take them', async () => {
    const fail = async () => {
      throw new Error('down')
    }
    const guard = setting.another({
      sharedCache: {
        store: { get: fail, set: fail, delete: fail },
        secret,
        randomBytes: (n) => new Uint8Array(n),
      },
    })
    evictions = createEvictions({ guard, secret, now: () => setting.clock.now })
    const response = await post(signed())
    expect(response.status).toBe(503)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  })

  it('want a secret of 32 bytes', () => {
    expect(() =>
      createEvictions({ guard: setting.guard, secret: secret.subarray(1), now: () => noon }),
    ).toThrow('32 bytes')
  })

  it('come over HTTP to a server of node', async () => {
    const server = createServer(nodeEvictions(evictions)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const send = (message: { body: string; headers: Readonly<Record<string, string>> }) =>
      fetch(url, { method: 'POST', body: message.body, headers: { ...message.headers } })
    expect((await send(signed())).status).toBe(204)
    expect((await send({ ...signed(), headers: {} })).status).toBe(401)
    expect((await send(signed({ jti: 'b', subject: 'x'.repeat(100_000) }))).status).toBe(400)
    expect((await fetch(url)).status).toBe(405)
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
})
