import { useState } from 'react'
import type { OwnSession, OwnSessions } from '../auth/index.ts'
import { useAuth } from '../auth/index.ts'
import { Failure } from '../shell/failure.tsx'
import { PageHead } from '../shell/page-head.tsx'
import type { Page } from '../shell/page.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { NoSessions } from './no-sessions.tsx'
import { SessionRows } from './session-rows.tsx'
import './sessions.css'
import { useSessionList } from './use-session-list.ts'

interface Props {
  readonly now: () => number
  readonly go: (page: Page) => void
}

/** Where the reader is logged in, and the end of it: one by one, or everywhere at once. */
export function SessionsPage({ now, go }: Props) {
  const { sessions } = useAuth()
  return sessions === null ? <NoSessions go={go} /> : <ListedSessions sessions={sessions} now={now} />
}

function ListedSessions({ sessions, now }: { readonly sessions: OwnSessions; readonly now: () => number }) {
  const { list, isLoading, error, reload, end } = useSessionList(sessions)
  const [toConfirm, setToConfirm] = useState<OwnSession | 'everywhere' | null>(null)
  const { rows, ending, said } = list
  const closeDialog = () => setToConfirm(null)

  return (
    <>
      <PageHead
        topic="Your account"
        title="Your sessions"
        lead="Every browser in which you are logged in. One that you do not know? End its session, and change your password."
      />

      <p role="status" className={`sessions-said sessions-said-${said?.tone ?? 'none'}`}>
        {said?.text}
      </p>
      {error !== null && <Failure error={error} what="Your sessions" onRetry={reload} />}

      <div aria-busy={isLoading}>
        {rows === null && error === null && (
          <p className="waiting" role="status">
            Looking up where you are logged in…
          </p>
        )}
        {rows !== null && (
          <SessionRows
            rows={rows}
            ending={ending}
            now={now}
            onEnd={(session) => (session.current ? setToConfirm(session) : void end(session))}
          />
        )}
      </div>
      {rows !== null && (
        <p className="sessions-note">
          A browser is called what it called itself when you logged in; the address is where it was then.
        </p>
      )}

      <section className="everywhere" aria-labelledby="everywhere">
        <div>
          <h2 id="everywhere">Log out everywhere</h2>
          <p>Ends all of your sessions at once, also the one in this browser.</p>
        </div>
        <button type="button" className="button" onClick={() => setToConfirm('everywhere')}>
          Log out everywhere
        </button>
      </section>

      {toConfirm === 'everywhere' && (
        <ConfirmDialog
          title="Log out everywhere?"
          action="Log out everywhere"
          act={sessions.endAll}
          onClose={closeDialog}
        >
          <p>All of your sessions end now, also the one in this browser. To read on, you log in again.</p>
        </ConfirmDialog>
      )}
      {toConfirm !== null && toConfirm !== 'everywhere' && (
        <ConfirmDialog
          title="Log out here?"
          action="Log out"
          act={() => sessions.end(toConfirm)}
          onClose={closeDialog}
        >
          <p>This is the session of the browser that you are using. Your other sessions stay.</p>
        </ConfirmDialog>
      )}
    </>
  )
}
