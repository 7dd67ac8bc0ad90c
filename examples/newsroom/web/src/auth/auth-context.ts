import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Auth, AuthState } from './auth.ts'

export const AuthContext = createContext<Auth | null>(null)

/** The room's offer to every component below `AuthRoom`, with its state of now. */
export function useAuth(): Auth & { readonly now: AuthState } {
  const auth = useContext(AuthContext)
  if (auth === null) throw new Error('useAuth is used outside AuthRoom')
  return { ...auth, now: useSyncExternalStore(auth.subscribe, auth.state) }
}
