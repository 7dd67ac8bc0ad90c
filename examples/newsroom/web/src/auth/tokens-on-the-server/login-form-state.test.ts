import { PosternError } from '@postern/browser'
import { describe, expect, it } from 'vitest'
import { firstLoginFormState, type LoginFormEvent, nextLoginFormState } from './login-form-state.ts'

const password = { type: 'first_factor', methods: ['password'], reason: 'r' }
const totp = { type: 'second_factor', methods: ['totp', 'u2f'], reason: 'r' }
const key = { type: 'second_factor', methods: ['u2f'], reason: 'r' }
const change = { type: 'password_change_required', methods: [], reason: 'r' }

const after = (...events: readonly LoginFormEvent[]) => events.reduce(nextLoginFormState, firstLoginFormState)
const needing = (needs: readonly (typeof password)[], begunAgain = false): LoginFormEvent => ({
  kind: 'answered',
  result: { kind: 'needs', needs, begunAgain },
})
const failing = (code: string, status: number, more = {}): LoginFormEvent => ({
  kind: 'failed',
  error: new PosternError(code, { status, title: `title of ${code}`, ...more }),
})

describe('the login form', () => {
  it.each([
    [[password], 'password'],
    [[totp], 'code'],
    [[key], 'blocked'],
    [[change], 'blocked'],
    [[change, totp], 'blocked'],
    [[totp, change], 'code'],
    [[{ type: 'first_factor', methods: ['idp'], reason: 'r' }], 'blocked'],
    [[], 'blocked'],
  ])('shows the entry for the first thing that is needed: %j', (needs, step) => {
    expect(after({ kind: 'submitted' }, needing(needs))).toMatchObject({
      step,
      isBusy: false,
      message: null,
      needs,
    })
  })

  it('takes what the server needs at the beginning, but not over an entry that is under way', () => {
    expect(after({ kind: 'began', needs: [key] }).step).toBe('blocked')
    expect(after({ kind: 'submitted' }, { kind: 'began', needs: [key] }).step).toBe('password')
  })

  it('says that the login had to begin again, without calling it an error', () => {
    expect(after({ kind: 'submitted' }, needing([totp]), needing([password], true))).toMatchObject({
      step: 'password',
      message: { tone: 'info', isAboutInput: false },
    })
  })

  it.each([
    ['CREDENTIALS_REJECTED', 401, true],
    ['PROOF_MALFORMED', 400, true],
    ['THROTTLED', 429, false],
    ['ISSUER_UNREACHABLE', 503, false],
    ['GATEWAY_UNREACHABLE', 0, false],
  ])('shows %s and marks the fields only when it is about them', (code, status, isAboutInput) => {
    expect(after({ kind: 'submitted' }, failing(code, status))).toMatchObject({
      step: 'password',
      isBusy: false,
      message: { tone: 'error', text: `title of ${code}`, isAboutInput },
    })
  })

  it('stays at the code when the code was wrong, and goes back to the password when the attempt is over', () => {
    expect(after(needing([totp]), failing('CODE_REJECTED', 401)).step).toBe('code')
    expect(after(needing([totp]), failing('ATTEMPT_GONE', 410)).step).toBe('password')
  })

  it('shows what is missing when the gateway refuses for good', () => {
    const needs = [{ type: 'user_not_ready', methods: [], reason: 'r' }]
    expect(after(failing('LOGIN_INSUFFICIENT', 403, { needs }))).toMatchObject({
      step: 'blocked',
      needs,
      message: null,
    })
  })

  it('forgets everything at a restart', () => {
    expect(after(needing([change]), { kind: 'restarted' })).toEqual(firstLoginFormState)
  })
})
