import type { AttemptResult, Requirement } from '@postern/browser'
import { PosternError } from '@postern/browser'
import { errorText } from './error-text.ts'

/** What the form says above its fields. */
export interface FormMessage {
  readonly tone: 'info' | 'error'
  readonly text: string
  readonly reference: string | null
  /** Whether what stands in the field was refused. */
  readonly isAboutInput: boolean
}

/** Which entry the form shows. `blocked`: something is needed that this form cannot do. */
export type LoginFormState = {
  readonly step: 'password' | 'code' | 'blocked'
  readonly isBusy: boolean
  readonly message: FormMessage | null
  readonly needs: readonly Requirement[]
}

export type LoginFormEvent =
  | { readonly kind: 'began'; readonly needs: readonly Requirement[] }
  | { readonly kind: 'submitted' }
  | { readonly kind: 'answered'; readonly result: AttemptResult }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'restarted' }

export const firstLoginFormState: LoginFormState = {
  step: 'password',
  isBusy: false,
  message: null,
  needs: [],
}

/** What the form shows next. Decides nothing about the login: the server says what is needed. */
export function nextLoginFormState(state: LoginFormState, event: LoginFormEvent): LoginFormState {
  switch (event.kind) {
    case 'began':
      return state.isBusy || event.needs.length === 0
        ? state
        : { ...state, needs: event.needs, step: stepFor(event.needs) }
    case 'submitted':
      return { ...state, isBusy: true, message: null }
    case 'answered':
      return answered(state, event.result)
    case 'failed':
      return failed(state, event.error)
    case 'restarted':
      return firstLoginFormState
  }
}

function answered(state: LoginFormState, result: AttemptResult): LoginFormState {
  // The room closes the form; until then it stays as it is.
  if (result.kind === 'session') return state
  const message: FormMessage | null = result.begunAgain
    ? {
        tone: 'info',
        text: 'The login had to begin again. Please enter your password once more.',
        reference: null,
        isAboutInput: false,
      }
    : null
  return { step: stepFor(result.needs), isBusy: false, message, needs: result.needs }
}

function failed(state: LoginFormState, error: unknown): LoginFormState {
  // The gateway refused for good and says what is missing.
  const needs = error instanceof PosternError ? error.needs : []
  if (needs.length > 0) return { step: 'blocked', isBusy: false, message: null, needs }
  return { ...state, isBusy: false, step: stepAfter(error, state.step), message: messageOf(error) }
}

/** The first requirement decides: it is the one that the user can act on. */
function stepFor([first]: readonly Requirement[]): LoginFormState['step'] {
  if (first?.type === 'first_factor' && first.methods.includes('password')) return 'password'
  if (first?.type === 'second_factor' && first.methods.includes('totp')) return 'code'
  return 'blocked'
}

/** An attempt that is over begins with the password again. */
const stepAfter = (error: unknown, step: LoginFormState['step']): LoginFormState['step'] =>
  error instanceof PosternError && error.status === 410 ? 'password' : step

const messageOf = (error: unknown): FormMessage => ({
  ...errorText(error),
  tone: 'error',
  isAboutInput: error instanceof PosternError && (error.status === 400 || error.status === 401),
})
