import type { ReactNode } from 'react'
import { useEffect } from 'react'
import type { AuthForm } from './auth.ts'
import { AuthContext } from './auth-context.ts'

/** Gives `useAuth` to everything inside, and shows over it what the form has to show. */
export function AuthRoom({ form, children }: { readonly form: AuthForm; readonly children: ReactNode }) {
  const { auth, Overlay } = form

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
      {Overlay !== null && <Overlay />}
    </AuthContext>
  )
}
