import { useAuth } from '../auth/index.ts'

/** What happened to the login meanwhile. The region is always there, so that a screen reader hears what comes into it. */
export function Notice() {
  const { now, logIn, dismissNotice } = useAuth()
  const { notice } = now
  return (
    <div role="status" aria-live="polite" className="notice-place">
      {notice !== null && (
        <div className={`notice notice-${notice.tone}`}>
          <p>{notice.text}</p>
          {notice.offersLogin && (
            <button type="button" className="button button-small" onClick={logIn}>
              Log in again
            </button>
          )}
          <button type="button" className="link" onClick={dismissNotice}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  )
}
