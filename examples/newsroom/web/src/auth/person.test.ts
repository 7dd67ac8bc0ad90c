import type { Session } from '@postern/browser'
import { describe, expect, it } from 'vitest'
import { initialsOf, personOf } from './person.ts'

const aSession = (over: Partial<Session> = {}): Session => ({
  subject: '1',
  name: 'Ada Lovelace',
  loginName: 'ada@news.example',
  picture: null,
  email: null,
  roles: [],
  methods: ['password'],
  authTime: 0,
  createdAt: 0,
  expiresAt: 1,
  idleExpiresAt: 1,
  login: { flow: 'back_channel', steps: [] },
  ...over,
})
const origin = 'https://news.example'

describe('a person', () => {
  it.each([
    [{ name: 'Ada Lovelace' }, 'Ada Lovelace', 'Ada'],
    [{ name: ' Ada ' }, 'Ada', 'Ada'],
    [{ name: null }, 'ada@news.example', 'ada'],
    [{ name: '  ', loginName: null }, 'Reader', 'Reader'],
  ])('is called by the best name that is known: %j', (over, name, givenName) => {
    expect(personOf(aSession(over), origin)).toMatchObject({ name, givenName })
  })

  it.each([
    ['Ada Lovelace', 'AL'],
    ['Grace Brewster Hopper', 'GH'],
    ['ada', 'A'],
    ['ada.lovelace@news.example', 'AL'],
    ['😀 Smile', '😀S'],
    ['ß', 'SS'],
    ['@', '?'],
    ['', '?'],
  ])('has initials: %j gives %j', (name, initials) => expect(initialsOf(name)).toBe(initials))

  it.each([
    ['https://news.example/ada.png', 'https://news.example/ada.png'],
    ['/ada.png', '/ada.png'],
    ['https://elsewhere.example/ada.png', null],
    ['//elsewhere.example/ada.png', null],
    ['javascript:alert(1)', null],
    ['data:image/png;base64,AAAA', null],
    [null, null],
  ])('has a picture only from our own origin: %j', (picture, shown) => {
    expect(personOf(aSession({ picture }), origin).picture).toBe(shown)
  })
})
