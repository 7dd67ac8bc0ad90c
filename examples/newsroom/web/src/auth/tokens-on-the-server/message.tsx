import type { FormMessage } from './login-form-state.ts'

/** The place where errors are said. Always there, so that a screen reader hears the text when it comes. */
export function Message({ id, message }: { readonly id: string; readonly message: FormMessage | null }) {
  return (
    <div id={id} role="alert" className={`login-message login-message-${message?.tone ?? 'none'}`}>
      {message !== null && <p>{message.text}</p>}
      {message?.reference && <p className="login-reference">Reference for support: {message.reference}</p>}
    </div>
  )
}
