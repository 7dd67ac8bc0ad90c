import type { OwnSession } from '../auth/index.ts'
import { deviceText, unknownDevice } from './device-text.ts'
import { exactText, Moment } from './moment.tsx'

interface Props {
  readonly session: OwnSession
  readonly now: number
  readonly isEnding: boolean
  readonly onEnd: () => void
}

/** One session: what, from where, since when, and the button that ends it. */
export function SessionRow({ session, now, isEnding, onEnd }: Props) {
  const { current, address, createdAt, lastUsedAt } = session
  const device = deviceText(session.device)
  return (
    <li className="session">
      <div>
        <h2 tabIndex={-1}>
          {device}
          {current && <span className="session-here">this browser</span>}
        </h2>
        {device === unknownDevice && session.device !== null && (
          <p className="session-agent">It calls itself “{session.device}”.</p>
        )}
        <dl className="session-facts">
          <div>
            <dt>Logged in</dt>
            <dd>
              <Moment time={createdAt} now={now} />
            </dd>
          </div>
          <div>
            <dt>From</dt>
            <dd>{address ?? 'unknown address'}</dd>
          </div>
          <div>
            <dt>Last used</dt>
            {/* The server notes a use now and then only; of this browser we know better. */}
            <dd>{current ? 'right now' : <Moment time={lastUsedAt} now={now} />}</dd>
          </div>
        </dl>
      </div>
      <button
        type="button"
        className="button button-small button-quiet session-end"
        aria-disabled={isEnding}
        onClick={onEnd}
      >
        {isEnding ? 'Ending…' : 'End session'}
        <span className="unseen">
          {' '}
          of {device}, {address ?? 'unknown address'}, since {exactText(createdAt)}
          {current && ', this browser'}
        </span>
      </button>
    </li>
  )
}
