import { describe, expect, it } from 'vitest'
import { initialsOf, type Known, personOf } from './person.ts'

const aReader = (over: Partial<Known> = {}): Known => ({
  name: 'Ada Lovelace',
  loginName: 'ada@news.example',
  picture: null,
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
    expect(personOf(aReader(over), [origin])).toMatchObject({ name, givenName })
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
    expect(personOf(aReader({ picture }), [origin]).picture).toBe(shown)
  })

  it.each([
    ['https://id.example/assets/ada.png', 'https://id.example/assets/ada.png'],
    ['https://id.example.evil.example/ada.png', null],
    ['http://id.example/ada.png', null],
  ])('has one from another origin only where that is named: %j', (picture, shown) => {
    expect(personOf(aReader({ picture }), [origin, 'https://id.example']).picture).toBe(shown)
  })
})
