import { useEffect, useReducer } from 'react'
import type { OwnSession, OwnSessions } from '../auth/index.ts'
import { useLoaded } from '../shell/use-loaded.ts'
import type { SessionList } from './session-list.ts'
import { nextSessionList, noSessionList } from './session-list.ts'

interface ShownSessions {
  readonly list: SessionList
  readonly isLoading: boolean
  readonly error: unknown
  readonly reload: () => void
  readonly end: (session: OwnSession) => Promise<void>
}

/** Keeps the list and the server together: looks again after every end, and when the reader comes back to the page. */
export function useSessionList(sessions: OwnSessions): ShownSessions {
  const { value, isLoading, error, reload } = useLoaded(sessions.list)
  const [list, dispatch] = useReducer(nextSessionList, noSessionList)

  useEffect(() => {
    if (value !== undefined) dispatch({ kind: 'loaded', sessions: value })
  }, [value])

  useEffect(() => {
    const whenVisible = () => {
      if (document.visibilityState === 'visible') reload()
    }
    document.addEventListener('visibilitychange', whenVisible)
    return () => document.removeEventListener('visibilitychange', whenVisible)
  }, [reload])

  return {
    list,
    isLoading,
    error,
    reload,
    async end(session) {
      if (list.ending.includes(session.id)) return
      dispatch({ kind: 'end_began', session })
      dispatch({ kind: 'end_answered', session, outcome: await sessions.end(session) })
      reload()
    },
  }
}
