import type { Attempt, AttemptResult } from '@postern/browser'
import { useEffect, useReducer, useRef } from 'react'
import type { FormAuth } from './create-auth.ts'
import type { LoginFormState } from './login-form-state.ts'
import { firstLoginFormState, nextLoginFormState } from './login-form-state.ts'

/** One login behind the form: begun when the form opens, cancelled when it closes before the end. */
export interface Login {
  readonly state: LoginFormState
  readonly submitPassword: (loginName: string, password: string) => void
  readonly submitCode: (code: string) => void
  /** Forgets what was proven and begins anew, such as for another account. */
  readonly restart: () => void
}

export function useLogin(auth: FormAuth): Login {
  const [state, dispatch] = useReducer(nextLoginFormState, firstLoginFormState)
  const attempt = useRef<Promise<Attempt> | null>(null)

  const leaving = useRef<Promise<void>>(Promise.resolve())

  const begin = (): Promise<Attempt> => {
    // One after the other: a browser has one attempt at a time.
    const beginning = leaving.current.then(auth.beginLogin)
    attempt.current = beginning
    beginning.catch(() => {
      // The next entry begins anew.
      if (attempt.current === beginning) attempt.current = null
    })
    return beginning
  }

  const cancel = () => {
    const left = attempt.current
    attempt.current = null
    if (left !== null) leaving.current = left.then((begun) => begun.cancel()).catch(() => undefined)
  }

  const open = () => {
    const beginning = begin()
    beginning
      .then(({ needs }) => attempt.current === beginning && dispatch({ kind: 'began', needs }))
      .catch((error: unknown) => dispatch({ kind: 'failed', error }))
  }

  useEffect(() => {
    open()
    return cancel
    // Once per form: what the effect uses never changes.
  }, [])

  const submit = async (prove: (attempt: Attempt) => Promise<AttemptResult>) => {
    dispatch({ kind: 'submitted' })
    const mine = attempt.current ?? begin()
    const isCurrent = () => attempt.current === mine || attempt.current === null
    try {
      const result = await prove(await mine)
      if (isCurrent()) dispatch({ kind: 'answered', result })
    } catch (error) {
      if (isCurrent()) dispatch({ kind: 'failed', error })
    }
  }

  return {
    state,
    submitPassword: (loginName, password) => void submit((begun) => begun.provePassword(loginName, password)),
    submitCode: (code) => void submit((begun) => begun.proveTotp(code)),
    restart() {
      cancel()
      dispatch({ kind: 'restarted' })
      open()
    },
  }
}
