import { useAuth } from '../auth/index.ts'
import { Avatar } from '../shell/avatar.tsx'
import { dayGreeting } from './day-greeting.ts'

/** Greets the reader by name. */
export function Greeting({ now }: { readonly now: () => number }) {
  const { person } = useAuth().now
  if (person === null) return null
  return (
    <div className="greeting">
      <Avatar person={person} size="large" />
      <div>
        <h1 tabIndex={-1}>
          {dayGreeting(new Date(now()).getHours())}, {person.givenName}.
        </h1>
        <p>This is your own front page. Nobody else sees what you choose to read.</p>
      </div>
    </div>
  )
}
