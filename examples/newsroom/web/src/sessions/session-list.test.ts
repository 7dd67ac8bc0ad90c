import { describe, expect, it } from 'vitest'
import type { OwnSession } from '../auth/index.ts'
import {
  neighbourOf,
  nextSessionList,
  noSessionList,
  type SessionList,
  type SessionListEvent,
} from './session-list.ts'

const aSession = (id: string, over: Partial<OwnSession> = {}): OwnSession => ({
  id,
  current: false,
  device: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  address: '192.0.2.1',
  createdAt: 1,
  lastUsedAt: 2,
  ...over,
})
const here = aSession('here', { current: true })
const laptop = aSession('laptop')
const phone = aSession('phone', { device: null })

const after = (...events: readonly SessionListEvent[]) => events.reduce(nextSessionList, noSessionList)
const loaded = (...sessions: readonly OwnSession[]): SessionListEvent => ({ kind: 'loaded', sessions })
const began = (session: OwnSession): SessionListEvent => ({ kind: 'end_began', session })
const ended = (session: OwnSession): SessionListEvent => ({
  kind: 'end_answered',
  session,
  outcome: { kind: 'ended' },
})
const ids = ({ rows }: SessionList) => rows?.map(({ id }) => id)

describe('the list of sessions', () => {
  it('is not there before the server has answered, and has this browser first then', () => {
    expect(noSessionList.rows).toBeNull()
    const list = after(loaded(phone, here, laptop))
    expect(ids(list)).toEqual(['here', 'phone', 'laptop'])
    expect(list.said).toBeNull()
  })

  it('loses a session that was ended, and says so', () => {
    const list = after(loaded(here, laptop, phone), began(laptop), ended(laptop))
    expect(ids(list)).toEqual(['here', 'phone'])
    expect(list).toMatchObject({
      ending: [],
      said: { tone: 'info', text: 'Firefox on Linux is logged out.' },
    })
  })

  it('says nothing while one is being ended, so that the same words are news again', () => {
    const other = aSession('other')
    const list = after(loaded(here, laptop, other), began(laptop), ended(laptop), began(other))
    expect(list).toMatchObject({ ending: ['other'], said: null })
  })

  it('loses a session that had ended before, and says that', () => {
    const list = after(loaded(here, phone), began(phone), {
      kind: 'end_answered',
      session: phone,
      outcome: { kind: 'was_over' },
    })
    expect(ids(list)).toEqual(['here'])
    expect(list.said?.text).toBe('Unknown device had been logged out already.')
  })

  it('keeps a session that could not be ended, and says why', () => {
    const list = after(loaded(here, laptop), began(laptop), {
      kind: 'end_answered',
      session: laptop,
      outcome: { kind: 'failed', text: 'Busy.' },
    })
    expect(ids(list)).toEqual(['here', 'laptop'])
    expect(list).toMatchObject({
      ending: [],
      said: { tone: 'error', text: 'Firefox on Linux may still be logged in: Busy.' },
    })
  })

  it('tells of sessions that ended elsewhere meanwhile, and nothing of one that is just being ended here', () => {
    const all = loaded(here, laptop, phone)
    expect(after(all, loaded(here, phone)).said?.text).toBe('Firefox on Linux was logged out meanwhile.')
    expect(after(all, loaded(here)).said?.text).toBe('2 sessions were logged out meanwhile.')
    expect(after(all, began(laptop), loaded(here, phone)).said).toBeNull()
    expect(after(all, all).said).toBeNull()
  })

  it('does not bring back what has ended when an older answer comes late', () => {
    const all = loaded(here, laptop)
    const list = after(all, began(laptop), ended(laptop), all, loaded(here))
    expect(ids(list)).toEqual(['here'])
    expect(list.said?.text).toBe('Firefox on Linux is logged out.')
  })
})

describe('the row to go on from', () => {
  it.each([
    ['laptop', [here, phone], 'phone'],
    ['phone', [here, laptop], 'laptop'],
    ['phone', [here], 'here'],
    ['here', [], undefined],
    ['unknown', [here], 'here'],
  ])('after %s is gone is the next one, or else the one before', (id, left, next) => {
    expect(neighbourOf(id, [here, laptop, phone], left)?.id).toBe(next)
  })
})
