import { useEffect, useRef } from 'react'
import { requirementText } from './requirement-texts.ts'
import type { Login } from './use-login.ts'

/** Something is needed that this form cannot do: says what, and what to do. */
export function Blocked({ login }: { readonly login: Login }) {
  const { title, text, next } = requirementText(login.state.needs[0] ?? { type: 'unknown' })
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])

  return (
    <div className="login-form login-blocked" role="alert">
      <h3 ref={heading} tabIndex={-1}>
        {title}
      </h3>
      <p>{text}</p>
      <p className="login-next">{next}</p>
      <button type="button" className="button button-wide" onClick={login.restart}>
        Try another account
      </button>
    </div>
  )
}
