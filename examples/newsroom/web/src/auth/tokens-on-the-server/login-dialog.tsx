import { useId, useRef } from 'react'
import { useModal } from '../../shell/use-modal.ts'
import './auth.css'
import { Blocked } from './blocked.tsx'
import { CodeForm } from './code-form.tsx'
import type { FormAuth } from './create-auth.ts'
import { PasswordForm } from './password-form.tsx'
import { useLogin } from './use-login.ts'

/** The login, inside the page. The browser's own modal dialog keeps the focus in, gives it back, and closes on Escape. */
export function LoginDialog({ auth }: { readonly auth: FormAuth }) {
  const login = useLogin(auth)
  const modal = useModal(auth.closeForm)
  const loginName = useRef('')
  const title = useId()
  const { step } = login.state

  return (
    <dialog {...modal} className="dialog" aria-labelledby={title}>
      <div className="login-head">
        <h2 id={title}>Log in</h2>
        <button type="button" className="login-close" aria-label="Close the login" onClick={auth.closeForm}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M4 4l12 12M16 4L4 16" />
          </svg>
        </button>
      </div>
      {step === 'code' && <CodeForm login={login} />}
      {step === 'blocked' && <Blocked login={login} />}
      {step === 'password' && <PasswordForm login={login} loginName={loginName} />}
      <p className="login-foot">
        You stay on this page. What you type goes to the newsroom’s own server, which logs you in at ZITADEL
        and keeps every token to itself.
      </p>
    </dialog>
  )
}
