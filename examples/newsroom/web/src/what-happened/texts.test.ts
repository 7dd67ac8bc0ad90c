import { describe, expect, it } from 'vitest'
import { durationText } from './duration-text.ts'
import { methodsText } from './methods-text.ts'
import { stepText } from './step-texts.ts'

describe('texts of the story', () => {
  it.each([
    [0, 'under 1 ms'],
    [1, '1 ms'],
    [999, '999 ms'],
    [1_000, '1.00 s'],
    [9_999, '10.00 s'],
    [10_000, '10.0 s'],
    [59_900, '59.9 s'],
    [60_000, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('say %i ms as %s', (ms, text) => expect(durationText(ms)).toBe(text))

  it.each([
    [[], 'nothing recorded'],
    [['password'], 'password'],
    [['password', 'totp'], 'password and app code'],
    [['new_method'], 'new method'],
    [['constructor'], 'constructor'],
  ])('say what was proven: %j', (methods, text) => expect(methodsText(methods)).toBe(text))

  it.each([
    'authenticate_application',
    'verify_user',
    'begin_authorization',
    'bind_session',
    'exchange_code',
    'validate_tokens',
    'store_tokens',
  ])('explain the step %s', (step) => expect(stepText(step).text).not.toBe(''))

  it.each(['new_step', 'constructor'])('leave an unknown step its name: %s', (step) => {
    expect(stepText(step)).toEqual({ title: step.replace('_', ' '), text: '' })
  })
})
