import type { FinishedLogin } from '@postern/login'
import { memoryStore, parseDeploymentKey, sealedRecords } from '@postern/store'
import { secureRandom, stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { createRenewalTurns } from './renewal-turn.ts'
import {
  parseSessionInner,
  parseSessionOuter,
  type SessionInner,
  type SessionOuter,
  type SessionRecord,
} from './session-record.ts'

async function aSetUp({
  fence,
  isKept = async () => true,
}: {
  fence: number
  isKept?: () => Promise<boolean>
}) {
  const clock = stoppedClock()
  const records = sealedRecords<SessionOuter, SessionInner>({
    store: memoryStore({ now: clock.now }),
    kind: 'session',
    deploymentKeys: [parseDeploymentKey(Buffer.from(secureRandom(32)).toString('base64url'))],
    randomBytes: secureRandom,
    now: clock.now,
    parseOuter: parseSessionOuter,
    parseInner: parseSessionInner,
  })
  const at = clock.now()
  const login: FinishedLogin = {
    flow: 'back_channel',
    tokens: { accessToken: 'minted', idToken: 'id', accessTokenExpiresAt: at + 1_000 },
    subject: 's',
    zitadelSessionId: 'z',
    organizationId: 'o',
    methods: ['password'],
    authTime: at,
    roles: [],
    claims: {},
    steps: [],
  }
  const { secret, record } = await records.create({
    outer: {
      zitadelSessionId: 'z',
      subject: 's',
      organizationId: 'o',
      authTime: 1,
      flow: 'back_channel',
      device: null,
      address: null,
      createdAt: at,
      lastUsedAt: at,
      idleExpiresAt: at + 1,
      absoluteExpiresAt: at + 1,
      judgedAt: at,
    },
    inner: {
      tokens: { ...login.tokens, accessToken: 'of the login' },
      tokensAt: at,
      fence: 0,
      lease: 'A'.repeat(22),
      authTime: at,
      claims: {},
      roles: [],
      methods: ['password'],
      steps: [],
    },
    expiresAt: null,
  })
  const discarded: string[] = []
  const refused: SessionRecord[] = []
  let beside = async (): Promise<unknown> => undefined
  const turns = createRenewalTurns({
    engine: {
      renew: async () => {
        await beside()
        return login
      },
      discard: async ({ accessToken }) => void discarded.push(accessToken),
    },
    records,
    leases: { take: async () => ({ fence, keep: isKept, release: async () => undefined }) },
    now: clock.now,
    onRenewed: () => undefined,
    onRefused: async (ended) => void refused.push(ended),
  })
  const written = async () => (await records.open(secret))?.inner
  return {
    records,
    record,
    secret,
    discarded,
    turn: () => turns.take(record, secret),
    written,
    login,
    refused,
    /** Does something while the mint is under way. */
    meanwhile: (work: () => Promise<unknown>) => {
      beside = work
    },
  }
}

describe('a mint', () => {
  it('is written with its fence', async () => {
    const { turn, written } = await aSetUp({ fence: 7 })
    expect(await turn()).toMatchObject({ kind: 'renewed', record: { inner: { fence: 7 } } })
    expect(await written()).toMatchObject({ fence: 7, tokens: { accessToken: 'minted' } })
  })

  it.each([
    [6, 'minted', []],
    [7, 'of another', ['minted']],
    [8, 'of another', ['minted']],
  ])('of fence 7 beside one of fence %i leaves the tokens %s (IN-DOUBT)', async (fence, kept, dropped) => {
    const { turn, written, records, record, discarded, meanwhile } = await aSetUp({ fence: 7 })
    const tokens = { ...record.inner.tokens, accessToken: 'of another' }
    meanwhile(() => records.replace(record, { inner: { ...record.inner, tokens, fence } }))
    await turn()
    expect((await written())?.tokens.accessToken).toBe(kept)
    expect(discarded).toEqual(dropped)
  })

  it('is not begun when somebody had renewed before the lease was there (SAME-SUCCESSOR)', async () => {
    const { turn, records, record, meanwhile } = await aSetUp({ fence: 7 })
    const tokens = { ...record.inner.tokens, accessToken: 'of another' }
    await records.replace(record, { inner: { ...record.inner, tokens, fence: 3 } })
    let begun = false
    meanwhile(async () => {
      begun = true
    })
    expect(await turn()).toMatchObject({ kind: 'renewed', record: { inner: { fence: 3, tokens } } })
    expect(begun).toBe(false)
  })

  it('goes on over whatever else was written beside it', async () => {
    const { turn, written, records, record, meanwhile } = await aSetUp({ fence: 7 })
    meanwhile(() => records.replace(record, { outer: { ...record.outer, lastUsedAt: 1 } }))
    expect(await turn()).toMatchObject({ kind: 'renewed', record: { outer: { lastUsedAt: 1 } } })
    expect((await written())?.tokens.accessToken).toBe('minted')
  })

  it('whose lease is not its own any more writes nothing, and its tokens are ended (IN-DOUBT)', async () => {
    const { turn, written, discarded } = await aSetUp({ fence: 7, isKept: async () => false })
    expect(await turn()).toEqual({ kind: 'busy' })
    expect((await written())?.tokens.accessToken).toBe('of the login')
    expect(discarded).toEqual(['minted'])
  })

  it('whose writing failed does not end tokens that may be written', async () => {
    const { turn, discarded } = await aSetUp({
      fence: 7,
      isKept: async () => {
        throw new Error('the store does not answer')
      },
    })
    expect(await turn()).toMatchObject({ kind: 'failed' })
    expect(discarded).toEqual([])
  })

  it('of another session ends the session, and its tokens (ONE-BINDING)', async () => {
    const { turn, written, discarded, login, refused, record } = await aSetUp({ fence: 7 })
    Object.assign(login, { zitadelSessionId: 'another' })
    expect(await turn()).toEqual({ kind: 'ended' })
    expect((await written())?.tokens.accessToken).toBe('of the login')
    expect([discarded, refused]).toEqual([['minted'], [record]])
  })
})
