import { request } from 'node:http'
import { LoginError } from '@postern/login'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from './support/browser.ts'
import type { Reply } from './support/call.ts'
import {
  ada,
  publicOrigin,
  startGateway,
  type TestGatewayOptions,
  totpUser,
} from './support/start-gateway.ts'
import { aLocalIssuer, type LocalIssuer, startWithZitadel } from './support/start-with-zitadel.ts'

interface Deadline {
  readonly ms: number
  readonly reach: () => void
  isStopped: boolean
}

/** Deadlines that are reached when the test says so. */
function deadlines() {
  const all: Deadline[] = []
  const waitForDeadline: NonNullable<TestGatewayOptions['waitForDeadline']> = (ms, signal) =>
    new Promise((resolve) => {
      const deadline = { ms, reach: resolve, isStopped: false }
      all.push(deadline)
      signal.addEventListener('abort', () => {
        deadline.isStopped = true
        resolve()
      })
    })
  const begun = async (count: number): Promise<void> => {
    await expect.poll(() => all.length, patiently).toBe(count)
  }
  return { all, waitForDeadline, begun }
}

/** Everything of an answer that a client can compare, but when it was sent and where it stands in the log. */
const face = ({ status, rawHeaders, text }: Reply) => ({
  status,
  headers: rawHeaders.map((part, at) => (rawHeaders[at - 1] === 'Date' ? '(date)' : part)),
  text: text.replace(/"correlation":"[\w-]{16}"/, '"correlation":"(16)"'),
})

/** A busy machine is not a fault. */
const patiently = { timeout: 10_000 }

const nobody = { loginName: 'nobody@example.com', password: 'wrong' }

describe('a refused password, with the login engine and the local ZITADEL (SAME-FACE, CRED-9)', () => {
  let issuer: LocalIssuer
  beforeAll(async () => {
    issuer = await aLocalIssuer()
    await issuer.admin(`/v2/users/${issuer.user('totp').id}/lock`)
    await issuer.admin(`/v2/users/${issuer.user('editor').id}/deactivate`)
  })
  afterAll(() => issuer.zitadel.close())

  const users = {
    unknown: 'nobody@newsroom.localhost',
    wrong: 'mini@newsroom.localhost',
    locked: 'totp@newsroom.localhost',
    deactivated: 'editor@newsroom.localhost',
    'without a password': 'sso@newsroom.localhost',
  }

  it('is the same to the byte for unknown, wrong, locked, deactivated and without a password, again and again', async () => {
    const { browser } = await startWithZitadel(issuer)
    const faces = []
    for (const loginName of Object.values(users)) {
      const page = browser()
      await page.begin()
      for (let times = 0; times < 2; times += 1)
        faces.push(face(await page.prove({ method: 'password', loginName, password: 'not this one' })))
      faces.push(face(await browser().logIn({ loginName, password: 'not this one' })))
    }
    expect(faces[0]).toMatchObject({
      status: 401,
      headers: expect.arrayContaining(['cache-control', 'no-store']),
    })
    for (const other of faces) expect(other).toEqual(faces[0])
  })

  it('leaves the attempt as it was: what is still needed is the same, too', async () => {
    const { browser } = await startWithZitadel(issuer)
    const views = []
    for (const loginName of Object.values(users)) {
      const page = browser()
      await page.logIn({ loginName, password: 'not this one' })
      const { json } = await page.send({ path: '/auth/login', headers: { 'postern-attempt': page.attempt } })
      views.push({ ...json, attempt: '(id)' })
    }
    for (const view of views) expect(view).toEqual(views[0])
  })

  it.each(Object.entries(users))('waits for the deadline and for nothing else: %s', async (_, loginName) => {
    const { all, waitForDeadline, begun } = deadlines()
    const { browser, events } = await startWithZitadel(issuer, { waitForDeadline })
    let answered = false
    const reply = browser()
      .logIn({ loginName, password: 'not this one' })
      .finally(() => {
        answered = true
      })
    await begun(1)
    await expect.poll(() => events('login.proof_rejected').length, patiently).toBe(1)
    expect([all[0]?.ms, answered]).toEqual([1_500, false])
    all[0]?.reach()
    expect((await reply).status).toBe(401)
    expect(all).toHaveLength(1)
  })
})

describe('a refused password (SAME-FACE)', () => {
  const aGateway = async (attempts: object = {}) => {
    const held = deadlines()
    const gateway = await startGateway({ config: { attempts }, waitForDeadline: held.waitForDeadline })
    return { ...gateway, ...held }
  }
  const beginAt = async (browser: () => Browser): Promise<Browser> => {
    const page = browser()
    await page.begin()
    return page
  }

  it('waits longer the more failures in a row the name has, as ZITADEL lets names wait that exist', async () => {
    const gateway = await aGateway({
      perName: { tries: 50, windowSeconds: 60 },
      perNameAndAddress: { tries: 50, windowSeconds: 60 },
    })
    for (const user of [{ ...ada, password: 'wrong' }, nobody]) {
      gateway.all.length = 0
      for (let number = 1; number <= 16; number += 1) {
        const reply = gateway.browser().logIn(user)
        await gateway.begun(number)
        gateway.all.at(-1)?.reach()
        await reply
      }
      expect(gateway.all.map(({ ms }) => ms)).toEqual([
        ...Array.from({ length: 9 }, () => 1_500),
        ...Array.from({ length: 5 }, () => 2_500),
        3_500,
        3_500,
      ])
    }
    // A right one sets it back, as it does there.
    await gateway.browser().logIn(ada)
    void gateway.browser().logIn({ ...ada, password: 'wrong' })
    await gateway.begun(18)
    expect(gateway.all.at(-1)?.ms).toBe(1_500)
    gateway.all.at(-1)?.reach()
  })

  it.each([
    ['its own attempt: a second proof is a conflict until then', { method: 'password', ...nobody }],
    ['its own attempt: a proof of another kind, too', { method: 'totp', code: '123456' }],
  ])('keeps until its deadline %s', async (_, second) => {
    const gateway = await aGateway()
    const page = await beginAt(gateway.browser)
    const first = page.prove({ method: 'password', ...nobody })
    await expect.poll(() => gateway.events('login.proof_rejected').length, patiently).toBe(1)
    const early = await page.prove(second)
    expect([early.status, early.json['code']]).toEqual([409, 'ATTEMPT_CONFLICT'])
    gateway.all[0]?.reach()
    expect((await first).status).toBe(401)
    const third = page.prove({ method: 'password', ...ada })
    expect((await third).status).toBe(200)
  })

  it('keeps until its deadline its place among the checks, also when the browser has gone away', async () => {
    const gateway = await aGateway({ passwordChecks: { atOnce: 1, waiting: 4 } })
    const impatient = await beginAt(gateway.browser)
    const leaving = request({
      host: '127.0.0.1',
      port: gateway.port,
      method: 'POST',
      path: '/auth/login/proof',
      headers: {
        host: new URL(publicOrigin).host,
        'postern-csrf': '1',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
        'postern-attempt': impatient.attempt,
        cookie: [...impatient.cookies].map((pair) => pair.join('=')).join('; '),
      },
    })
    leaving.on('error', () => undefined)
    leaving.end(JSON.stringify({ method: 'password', ...nobody }))
    await gateway.begun(1)
    leaving.destroy()
    // The handler has ended; the place is still held.
    await expect.poll(() => gateway.log.filter(({ whole }) => whole === false).length, patiently).toBe(1)
    const patient = gateway.browser().logIn(ada)
    await expect.poll(() => gateway.events('login.begun').length, patiently).toBe(2)
    expect(gateway.engine.proofs).toHaveLength(1)
    gateway.all[0]?.reach()
    expect((await patient).status).toBe(200)
    expect(gateway.engine.proofs).toHaveLength(2)
  })

  it('is told to come back when too many are being checked, before anything is asked', async () => {
    const gateway = await aGateway({ passwordChecks: { atOnce: 1, waiting: 0 } })
    const first = gateway.browser().logIn(nobody)
    await gateway.begun(1)
    const second = await gateway.browser().logIn(ada)
    expect([second.status, second.json['code'], second.headers['retry-after']]).toEqual([
      503,
      'LOGIN_BUSY',
      '2',
    ])
    expect(gateway.events('login.throttled')).toMatchObject([{ limit: 'passwordChecks' }])
    gateway.all[0]?.reach()
    expect((await first).status).toBe(401)
    // It was not counted, and its attempt is free.
    expect((await gateway.browser().logIn(ada)).status).toBe(200)
  })

  it('is late by whole deadlines', async () => {
    const gateway = await aGateway()
    gateway.engine.beforeProof = async () => {
      gateway.clock.advance(3_200)
      throw new LoginError('CREDENTIALS_REJECTED', 'wrong', { issuerErrorId: 'COMMAND-3M0fs' })
    }
    const reply = gateway.browser().logIn(ada)
    await gateway.begun(1)
    gateway.all[0]?.reach()
    await gateway.begun(2)
    expect(gateway.all.map(({ ms }) => ms)).toEqual([1_500, 1_300])
    gateway.all[1]?.reach()
    expect((await reply).status).toBe(401)
    // The next ones wait longer from the start.
    const next = gateway.browser().logIn(nobody)
    await gateway.begun(3)
    expect(gateway.all[2]?.ms).toBe(3_200)
    for (const { reach } of gateway.all) reach()
    gateway.engine.beforeProof = async () => undefined
    for (let at = 3; at < gateway.all.length; at += 1) gateway.all[at]?.reach()
    await next
  })

  it('shows in a limit at once, not when ZITADEL has refused: who asks meanwhile learns nothing', async () => {
    const gateway = await aGateway({ perNameAndAddress: { tries: 2, windowSeconds: 60 } })
    const gate = Promise.withResolvers<void>()
    gateway.engine.beforeProof = () => gate.promise
    const first = [nobody, nobody].map((user) => gateway.browser().logIn(user))
    await gateway.begun(2)
    gateway.clock.advance(900)
    const before = await gateway.browser().logIn(nobody)
    gate.resolve()
    await expect.poll(() => gateway.events('login.proof_rejected').length, patiently).toBe(2)
    const after = await gateway.browser().logIn(nobody)
    expect([before, after].map(({ status, headers }) => [status, headers['retry-after']])).toEqual([
      [429, '60'],
      [429, '60'],
    ])
    for (const { reach } of gateway.all) reach()
    await Promise.all(first)
  })
})

describe('a right password', () => {
  it.each([
    ['that finishes the login', ada],
    ['after which a second factor is needed', totpUser],
  ])('is answered at once: one %s', async (_, user) => {
    const { all, waitForDeadline } = deadlines()
    const { browser } = await startGateway({ waitForDeadline })
    expect((await browser().logIn(user)).status).toBe(200)
    expect(all).toMatchObject([{ ms: 1_500, isStopped: true }])
  })
})
