import type { OwnSession } from '../auth/index.ts'
import { SessionRow } from './session-row.tsx'
import { useFocusAfterRemoval } from './use-focus-after-removal.ts'
import { useMinutes } from './use-minutes.ts'

interface Props {
  readonly rows: readonly OwnSession[]
  readonly ending: readonly string[]
  readonly now: () => number
  readonly onEnd: (session: OwnSession) => void
}

/** The sessions as a list. */
export function SessionRows({ rows, ending, now, onEnd }: Props) {
  const list = useFocusAfterRemoval(rows)
  useMinutes()
  return (
    <ul {...list} className="sessions" aria-label="Where you are logged in">
      {rows.map((session) => (
        <SessionRow
          key={session.id}
          session={session}
          now={now()}
          isEnding={ending.includes(session.id)}
          onEnd={() => onEnd(session)}
        />
      ))}
    </ul>
  )
}
