import type { Postern } from '@postern/browser'
import { PosternError } from '@postern/browser'
import type { AuthNotice, OwnSessions } from '../auth.ts'
import { errorText } from './error-text.ts'

/** What this part uses of the room. */
interface RoomSide {
  readonly refresh: () => Promise<void>
  readonly notify: (tone: AuthNotice['tone'], text: string, offersLogin: boolean) => void
}

type Client = Pick<Postern, 'sessions' | 'endSession' | 'logoutEverywhere'>

export function createOwnSessions(postern: Client, { refresh, notify }: RoomSide): OwnSessions {
  /** A 401 may mean that this browser was logged out meanwhile: asked once more, the gateway says so to the whole page. */
  const lookAgain = async (error: unknown) => {
    if (isRefusal(error)) await refresh()
  }

  return {
    async list() {
      try {
        return await postern.sessions()
      } catch (error) {
        await lookAgain(error)
        throw error
      }
    },

    async end(session) {
      try {
        await postern.endSession(session)
      } catch (error) {
        if (error instanceof PosternError && error.code === 'NOT_FOUND') return { kind: 'was_over' }
        await lookAgain(error)
        return { kind: 'failed', text: errorText(error).text }
      }
      if (session.current) notify('info', 'You are logged out. See you soon.', false)
      return { kind: 'ended' }
    },

    async endAll() {
      try {
        await postern.logoutEverywhere()
      } catch (error) {
        await lookAgain(error)
        // Whoever wanted the others ended must not believe that they are.
        if (isRefusal(error)) notify('error', othersStay, true)
        return { kind: 'failed', text: errorText(error).text }
      }
      notify('info', 'You are logged out, in this browser and everywhere else.', false)
      return { kind: 'ended' }
    },
  }
}

const othersStay =
  'Your session here was over already, so your other sessions were not ended. Log in again to end them.'

const isRefusal = (error: unknown): boolean => error instanceof PosternError && error.status === 401
