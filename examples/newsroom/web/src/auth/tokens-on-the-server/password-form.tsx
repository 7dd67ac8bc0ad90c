import type { RefObject, SubmitEvent } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import { Message } from './message.tsx'
import type { Login } from './use-login.ts'

interface Props {
  readonly login: Login
  /** Outlives this form, so that coming back to it keeps the name. */
  readonly loginName: RefObject<string>
}

/** Name and password. The password stays in its field only: no state, no store, no history holds it. */
export function PasswordForm({ login, loginName }: Props) {
  const { isBusy, message } = login.state
  const [isShown, setIsShown] = useState(false)
  const nameField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  const id = useId()
  const isRefused = message?.isAboutInput === true

  useEffect(() => {
    if (isBusy) return
    const field = nameField.current?.value ? passwordField.current : nameField.current
    field?.focus()
    if (isRefused) field?.select()
  }, [isRefused, message, isBusy])

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isBusy || !nameField.current || !passwordField.current) return
    setIsShown(false)
    loginName.current = nameField.current.value.trim()
    login.submitPassword(loginName.current, passwordField.current.value)
  }

  return (
    <form className="login-form" method="post" onSubmit={submit} aria-busy={isBusy}>
      <Message id={`${id}-message`} message={message} />
      <div className="login-field">
        <label htmlFor={`${id}-name`}>Login name</label>
        <input
          ref={nameField}
          id={`${id}-name`}
          name="username"
          type="text"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          required
          maxLength={200}
          defaultValue={loginName.current}
          aria-invalid={isRefused}
          aria-describedby={`${id}-message`}
        />
      </div>
      <div className="login-field">
        <label htmlFor={`${id}-password`}>Password</label>
        <div className="login-reveal">
          <input
            ref={passwordField}
            id={`${id}-password`}
            name="password"
            type={isShown ? 'text' : 'password'}
            autoComplete="current-password"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            required
            aria-invalid={isRefused}
            aria-describedby={`${id}-message`}
          />
          <button
            type="button"
            aria-label={isShown ? 'Hide password' : 'Show password'}
            aria-controls={`${id}-password`}
            onClick={() => setIsShown(!isShown)}
          >
            {isShown ? 'Hide' : 'Show'}
          </button>
        </div>
      </div>
      <button type="submit" className="button button-wide" aria-disabled={isBusy}>
        {isBusy ? 'Checking…' : 'Log in'}
      </button>
    </form>
  )
}
