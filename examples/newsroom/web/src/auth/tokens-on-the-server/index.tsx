import { createPostern } from '@postern/browser'
import { useSyncExternalStore } from 'react'
import type { AuthForm } from '../auth.ts'
import type { ServerConfiguration } from '../configuration.ts'
import type { FormAuth } from './create-auth.ts'
import { createAuth } from './create-auth.ts'
import { LoginDialog } from './login-dialog.tsx'

/** The login form is part of the page, the session is a cookie, and every token stays with the gateway. */
export function tokensOnTheServer({ otherForm }: ServerConfiguration): AuthForm {
  const auth = createAuth(createPostern(), location.origin, otherForm)
  return { auth, Overlay: () => <LoginOverlay auth={auth} /> }
}

function LoginOverlay({ auth }: { readonly auth: FormAuth }) {
  const { isFormOpen } = useSyncExternalStore(auth.subscribe, auth.state)
  return isFormOpen ? <LoginDialog auth={auth} /> : null
}
