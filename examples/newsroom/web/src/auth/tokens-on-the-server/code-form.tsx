import type { SubmitEvent } from 'react'
import { useEffect, useId, useRef } from 'react'
import { Message } from './message.tsx'
import type { Login } from './use-login.ts'

/** The code of an authenticator app. */
export function CodeForm({ login }: { readonly login: Login }) {
  const { isBusy, message } = login.state
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const isRefused = message?.isAboutInput === true

  useEffect(() => {
    if (isBusy) return
    field.current?.focus()
    if (isRefused) field.current?.select()
  }, [isRefused, message, isBusy])

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isBusy || !field.current) return
    // Apps show the code in groups; the blanks are not part of it.
    login.submitCode(field.current.value.replace(/\s/g, ''))
  }

  return (
    <form className="login-form" method="post" onSubmit={submit} aria-busy={isBusy}>
      <p id={`${id}-hint`}>
        Your password is right. Now enter the six digits that your authenticator app shows.
      </p>
      <Message id={`${id}-message`} message={message} />
      <div className="login-field">
        <label htmlFor={`${id}-code`}>Code from your app</label>
        <input
          ref={field}
          id={`${id}-code`}
          className="login-code"
          name="code"
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="\s*([0-9]\s*){6}"
          title="Six digits"
          required
          maxLength={12}
          aria-invalid={isRefused}
          aria-describedby={`${id}-hint ${id}-message`}
        />
      </div>
      <button type="submit" className="button button-wide" aria-disabled={isBusy}>
        {isBusy ? 'Checking…' : 'Log in'}
      </button>
      <button type="button" className="link" onClick={login.restart}>
        Use another account
      </button>
    </form>
  )
}
