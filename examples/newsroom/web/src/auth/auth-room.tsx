import type { ReactNode } from 'react'
import { useEffect, useSyncExternalStore } from 'react'
import { AuthContext } from './auth-context.ts'
import type { FormAuth } from './create-auth.ts'
import { LoginDialog } from './login-dialog.tsx'

/** Gives `useAuth` to everything inside, and shows the login form over it when it is asked for. */
export function AuthRoom({ auth, children }: { readonly auth: FormAuth; readonly children: ReactNode }) {
  const { isFormOpen } = useSyncExternalStore(auth.subscribe, auth.state)

  useEffect(() => {
    void auth.refresh()
    const whenVisible = () => {
      if (document.visibilityState === 'visible') void auth.refresh()
    }
    document.addEventListener('visibilitychange', whenVisible)
    return () => document.removeEventListener('visibilitychange', whenVisible)
  }, [auth])

  return (
    <AuthContext value={auth}>
      {children}
      {isFormOpen && <LoginDialog auth={auth} />}
    </AuthContext>
  )
}
