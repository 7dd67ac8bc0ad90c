import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFlatObject } from './json-bytes.ts'

const octetsOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What `parseFlatObject` read, as `JSON.parse` would give it. */
function read(input: Uint8Array): unknown {
  const object = parseFlatObject(input)
  if (object === undefined) return undefined
  const entries = [...object.members].map(([name, member]) => [
    name,
    member.kind === 'text'
      ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(member.octets)
      : member.value,
  ])
  return Object.fromEntries(entries)
}

/** Writes every character of a text by an escape, in any of the ways that JSON has. */
const escaped = (text: string, choices: readonly number[]): string =>
  [...text]
    .map((character, index) => {
      const choice = (choices[index % Math.max(choices.length, 1)] ?? 0) % 3
      if (choice === 0) return JSON.stringify(character).slice(1, -1)
      const units = Array.from({ length: character.length }, (_, at) =>
        character.charCodeAt(at).toString(16).padStart(4, '0'),
      )
      return units.map((unit) => `\\u${choice === 1 ? unit : unit.toUpperCase()}`).join('')
    })
    .join('')

const wellFormed = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.toWellFormed())
const member = fc.tuple(wellFormed, fc.oneof(wellFormed, fc.nat({ max: 999_999_999 })))
const flat = fc
  .uniqueArray(member, { maxLength: 8, selector: ([name]) => name })
  .filter((all) => all.every(([name]) => name !== '__proto__'))
const space = fc.constantFrom('', ' ', '\n', '\t\r ')

describe('parseFlatObject', () => {
  it('reads what JSON.parse reads, whatever the escapes and the white space', () => {
    fc.assert(
      fc.property(flat, fc.array(fc.nat()), space, (members, choices, pad) => {
        const texts = members.map(([name, value]) => {
          const written = typeof value === 'number' ? String(value) : `"${escaped(value, choices)}"`
          return `${pad}"${escaped(name, choices)}"${pad}:${pad}${written}${pad}`
        })
        const text = `${pad}{${texts.join(',')}}${pad}`
        expect(read(octetsOf(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('takes nothing that JSON.parse refuses, and reads the same where it takes it', () => {
    const seed = fc.tuple(
      flat,
      fc.array(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 })), { maxLength: 3 }),
    )
    fc.assert(
      fc.property(seed, ([members, changes]) => {
        const octets = octetsOf(JSON.stringify(Object.fromEntries(members)))
        for (const [at, octet] of changes) if (at < octets.length) octets[at] = octet
        const mine = read(octets)
        if (mine === undefined) return
        expect(mine).toEqual(
          JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets)),
        )
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['an empty text', ''],
    ['nothing but space', ' '],
    ['an array', '[]'],
    ['a text', '"a"'],
    ['an object in an object', '{"a":{}}'],
    ['an array in an object', '{"a":[1]}'],
    ['true', '{"a":true}'],
    ['null', '{"a":null}'],
    ['a fraction', '{"a":1.5}'],
    ['an exponent', '{"a":1e3}'],
    ['a negative number', '{"a":-1}'],
    ['a number with a leading zero', '{"a":01}'],
    ['a number of ten digits', '{"a":1234567890}'],
    ['a member twice', '{"a":1,"a":1}'],
    ['a member twice in two spellings', '{"a":1,"\\u0061":1}'],
    ['a comma at the end', '{"a":1,}'],
    ['something behind it', '{"a":1}x'],
    ['a second object', '{"a":1}{}'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['a line feed in a text', '{"a":"\n"}'],
    ['half a surrogate pair', '{"a":"\\ud800"}'],
    ['two lower halves', '{"a":"\\udc00\\udc00"}'],
    ['the halves in the wrong order', '{"a":"\\udc00\\ud800"}'],
    ['half a pair before an escape', '{"a":"\\ud800\\n"}'],
    ['an unknown escape', '{"a":"\\x41"}'],
    ['an escape that is cut short', '{"a":"\\u00"}'],
    ['a text without an end', '{"a":"b'],
    ['a text that ends in a backslash', '{"a":"\\"}'],
    ['single quotes', "{'a':1}"],
    ['a comment', '{"a":1/**/}'],
    ['seventeen members', `{${Array.from({ length: 17 }, (_, index) => `"${index}":1`).join(',')}}`],
  ])('refuses %s', (_, text) => {
    expect(parseFlatObject(octetsOf(text))).toBeUndefined()
  })

  it.each([
    ['a lone continuation', [0x80]],
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a character that is cut short', [0xe2, 0x82]],
  ])('refuses %s in UTF-8', (_, octets) => {
    expect(
      parseFlatObject(Uint8Array.from([...octetsOf('{"a":"'), ...octets, ...octetsOf('"}')])),
    ).toBeUndefined()
  })

  it('keeps a text in memory of its own, outside the heap, and zeroes it when asked', () => {
    const object = parseFlatObject(octetsOf('{"password":"secret"}'))
    const password = object?.members.get('password')
    if (password?.kind !== 'text') throw new Error('no text')
    expect(Buffer.from(password.octets).toString()).toBe('secret')
    expect(password.octets.buffer.byteLength).toBe(6)
    object?.zeroize()
    expect([...password.octets]).toEqual([0, 0, 0, 0, 0, 0])
  })
})
