import { useState } from 'react'
import type { Person } from '../auth/index.ts'

/** The reader's picture, or initials where there is none or it does not load. Decoration: the name stands beside it. */
export function Avatar({ person, size }: { readonly person: Person; readonly size: 'small' | 'large' }) {
  const [failed, setFailed] = useState<string | null>(null)
  const hasPicture = person.picture !== null && person.picture !== failed
  return (
    <span className={`avatar avatar-${size}`} aria-hidden="true">
      {hasPicture ? (
        <img
          src={person.picture ?? undefined}
          alt=""
          referrerPolicy="no-referrer"
          onError={() => setFailed(person.picture)}
        />
      ) : (
        person.initials
      )}
    </span>
  )
}
