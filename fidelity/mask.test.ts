import { describe, expect, it } from 'vitest'
import { maskText, maskValue } from './mask.ts'

describe('maskText', () => {
  it.each([
    ['2026-11-22T00:33:15.363676Z', '<time>'],
    ['2026-11-22T01:33:15+01:00', '<time>'],
    ['400659370221833254', '<id>'],
    ['V2_400659759587396646', '<v2id>'],
    ['V2_400659805607300134-at_400659805607365670', '<v2id>-at_<id>'],
    ['0b7c9c3e-4f1d-4a5b-9e57-1f0e9d8c7b6a', '<uuid>'],
    ['http://localhost:9090/callback', '<origin>/callback'],
    ['Zk3TqPz0vYt9sLmRx2Ab.Zk3TqPz0.Zk3TqPz0.Zk3TqPz0.Zk3TqPz0', '<jwe>'],
    ['proto:\u00a0syntax error', 'proto: syntax error'],
  ])('gives %s its name', (text, name) => {
    expect(maskText(text)).toBe(name)
  })

  it('takes fifteen digits for an id, and fourteen for a number', () => {
    expect(maskText('1'.repeat(15))).toBe('<id>')
    expect(maskText('1'.repeat(14))).toBe('1'.repeat(14))
  })

  it.each(['V2_999', 'COMMAND-3M0fs', 'urn:zitadel:iam:org:project:id:zitadel:aud', 'invalid_request'])(
    'leaves %s as it is',
    (text) => {
      expect(maskText(text)).toBe(text)
    },
  )
})

describe('maskValue', () => {
  it('says the same of two runs of one thing', () => {
    const first = { id: '400659370221833254', kid: 'a', exp: 1_795_351_053, token: 'p', sequence: '4' }
    const second = { sequence: '7', token: 'q', exp: 1_895_351_053, kid: 'b', id: '500659370221833254' }
    expect(maskValue(first)).toEqual(maskValue(second))
  })

  it('tells a text from a number, and absent from empty', () => {
    expect(maskValue({ sequence: '4' })).not.toEqual(maskValue({ sequence: 4 }))
    expect(maskValue({ name: '' })).not.toEqual(maskValue({}))
  })

  it('compares lifetimes by the minute', () => {
    expect(maskValue({ expires_in: 43_199 })).toEqual(maskValue({ expires_in: 43_200 }))
    expect(maskValue({ expires_in: 43_199 })).not.toEqual(maskValue({ expires_in: 3_600 }))
  })

  it('compares lists of texts as sets, and lists of objects in their order', () => {
    expect(maskValue(['b', 'a', 'b'])).toEqual(['a', 'b'])
    expect(maskValue([{ a: 1 }, { b: 1 }])).not.toEqual(maskValue([{ b: 1 }, { a: 1 }]))
  })

  it('masks ids that are names of fields', () => {
    expect(maskValue({ '400659370221833254': 'x' })).toEqual({ '<id>': 'x' })
  })

  it('keeps what is said: names, states, claims, error codes, nonce', () => {
    const said = {
      state: 'USER_STATE_LOCKED',
      amr: ['pwd'],
      nonce: 'nonce-1',
      code: 'not_found',
      ok: true,
      no: null,
    }
    expect(maskValue(said)).toEqual(said)
    expect(maskValue({ code: 'AbC' })).toEqual({ code: '<value>' })
  })
})
