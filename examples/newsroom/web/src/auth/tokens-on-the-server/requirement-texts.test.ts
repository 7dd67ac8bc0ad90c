import { describe, expect, it } from 'vitest'
import { requirementText } from './requirement-texts.ts'

describe('the text for a requirement', () => {
  it('says what is wrong and what to do', () => {
    const text = requirementText({ type: 'password_change_required' })
    expect(text.title).toBe('Your password must be changed first')
    expect(text.next).not.toBe('')
  })

  it.each(['retina_scan', 'constructor', '__proto__', 'toString', ''])(
    'is there for one that is unknown: %j',
    (type) => {
      expect(requirementText({ type })).toEqual(requirementText({ type: 'something else' }))
    },
  )
})
